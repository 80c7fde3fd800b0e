package handfast.handshake.scan;

import java.util.Set;

import handfast.handshake.wire.Registry;

/**
 * What a cipher suite is, read from its registered name.
 *
 * @param name as IANA spells it
 * @param keyExchange what stands before {@code _WITH_}: {@code ECDHE_RSA}; empty in TLS
 * 1.3
 * @param cipher what stands behind it
 */
record SuiteTraits(int code, String name, String keyExchange, String cipher) {

	// The registry's "Recommended: Y" after RFC 9847 and RFC 10015, which took the
	// finite field suites out.
	private static final Set<Integer> RECOMMENDED = Set.of(0x1301, 0x1302, 0x1303, 0x1304, 0xc02b, 0xc02c, 0xc02f,
			0xc030, 0xcca8, 0xcca9, 0xccac, 0xd001, 0xd002, 0xd005);

	static SuiteTraits of(int code) {
		String name = Registry.suite(code);
		int with = name.indexOf("_WITH_");
		return (with < 0) ? new SuiteTraits(code, name, "", name.replaceFirst("^TLS_", "")) : new SuiteTraits(code,
				name, name.substring("TLS_".length(), with), name.substring(with + "_WITH_".length()));
	}

	boolean recommended() {
		return RECOMMENDED.contains(this.code);
	}

	boolean isTls13() {
		return this.keyExchange.isEmpty();
	}

	boolean hasNoEncryption() {
		return this.cipher.startsWith("NULL");
	}

	boolean isAnonymous() {
		return this.keyExchange.contains("anon");
	}

	boolean isExport() {
		return this.keyExchange.contains("EXPORT");
	}

	boolean isRc4() {
		return this.cipher.startsWith("RC4");
	}

	boolean isSingleDes() {
		return this.cipher.startsWith("DES") || this.cipher.startsWith("RC2");
	}

	/**
	 * Blocks of 64 bits: 3DES, IDEA.
	 */
	boolean hasShortBlocks() {
		return this.cipher.startsWith("3DES") || this.cipher.startsWith("IDEA");
	}

	boolean isCbc() {
		return this.cipher.contains("_CBC");
	}

	boolean isAead() {
		return isTls13() || this.cipher.contains("GCM") || this.cipher.contains("CCM")
				|| this.cipher.contains("POLY1305");
	}

	boolean isForwardSecret() {
		return isTls13() || this.keyExchange.startsWith("ECDHE") || this.keyExchange.startsWith("DHE")
				|| this.keyExchange.contains("anon");
	}

	/**
	 * Finite field Diffie-Hellman, fixed or ephemeral.
	 */
	boolean isFiniteField() {
		return this.keyExchange.startsWith("DH");
	}

	boolean isEcdhe() {
		return this.keyExchange.startsWith("ECDHE");
	}

	boolean isEcdsa() {
		return this.keyExchange.endsWith("_ECDSA");
	}

	/**
	 * Whether the server shows an RSA certificate with it.
	 */
	boolean isRsa() {
		return this.keyExchange.equals("RSA") || this.keyExchange.equals("RSA_EXPORT")
				|| this.keyExchange.endsWith("E_RSA") || this.keyExchange.equals("DHE_RSA_EXPORT");
	}

	/**
	 * Whether it may be used before TLS 1.2, which brought AEAD and other hashes than MD5
	 * and SHA-1.
	 *
	 * @spec https://www.rfc-editor.org/rfc/rfc5246#section-1.2 RFC 5246 §1.2
	 */
	boolean isOlderThanTls12() {
		return !isTls13() && (this.cipher.endsWith("_SHA") || this.cipher.endsWith("_MD5"));
	}

}
