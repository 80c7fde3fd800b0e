package handfast.handshake;

import java.util.List;
import java.util.Vector;

import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.jspecify.annotations.Nullable;

/**
 * What our client offers in its ClientHello.
 *
 * @param serverName SNI; null for none, as for addresses
 * @param groups in the order of preference
 * @param keyShares groups to send a share for at once
 * @param credentials to show where the server asks; null for none
 */
record Offer(ProtocolVersion[] versions, int[] suites, int[] groups, int[] keyShares, @Nullable String serverName,
		List<String> alpn, @Nullable Credentials credentials) {

	private static final int[] TLS13_SUITES = { CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_AES_256_GCM_SHA384,
			CipherSuite.TLS_CHACHA20_POLY1305_SHA256 };

	private static final int[] TLS12_SUITES = { CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
			CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
			CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
			CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
			CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 };

	// What a site may still want, the worst last: seen and told, not recommended.
	private static final int[] OLD_SUITES = { CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,
			CipherSuite.TLS_DHE_RSA_WITH_AES_256_GCM_SHA384, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
			CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
			CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
			CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA, CipherSuite.TLS_DHE_RSA_WITH_AES_128_CBC_SHA,
			CipherSuite.TLS_DHE_RSA_WITH_AES_256_CBC_SHA, CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256,
			CipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384, CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA256,
			CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA, CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,
			CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA };

	// What next to nobody asks for: offered to learn that a server wants it.
	private static final int[] ODD_SUITES = { CipherSuite.TLS_AES_128_CCM_SHA256, CipherSuite.TLS_AES_128_CCM_8_SHA256,
			CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CCM, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CCM,
			CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384,
			CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384, CipherSuite.TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
			CipherSuite.TLS_DHE_RSA_WITH_AES_128_CBC_SHA256, CipherSuite.TLS_DHE_RSA_WITH_AES_256_CBC_SHA256,
			CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256, CipherSuite.TLS_RSA_WITH_AES_128_CCM,
			CipherSuite.TLS_RSA_WITH_AES_256_CCM, CipherSuite.TLS_ECDHE_ECDSA_WITH_ARIA_128_GCM_SHA256,
			CipherSuite.TLS_ECDHE_RSA_WITH_ARIA_128_GCM_SHA256, CipherSuite.TLS_ECDHE_ECDSA_WITH_ARIA_256_GCM_SHA384,
			CipherSuite.TLS_ECDHE_RSA_WITH_ARIA_256_GCM_SHA384, CipherSuite.TLS_RSA_WITH_ARIA_128_GCM_SHA256,
			CipherSuite.TLS_RSA_WITH_ARIA_256_GCM_SHA384, CipherSuite.TLS_ECDHE_ECDSA_WITH_CAMELLIA_128_CBC_SHA256,
			CipherSuite.TLS_ECDHE_RSA_WITH_CAMELLIA_128_CBC_SHA256,
			CipherSuite.TLS_ECDHE_ECDSA_WITH_CAMELLIA_256_CBC_SHA384,
			CipherSuite.TLS_ECDHE_RSA_WITH_CAMELLIA_256_CBC_SHA384, CipherSuite.TLS_RSA_WITH_CAMELLIA_128_CBC_SHA256,
			CipherSuite.TLS_RSA_WITH_CAMELLIA_256_CBC_SHA256, CipherSuite.TLS_RSA_WITH_CAMELLIA_128_CBC_SHA,
			CipherSuite.TLS_RSA_WITH_CAMELLIA_256_CBC_SHA, CipherSuite.TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA,
			CipherSuite.TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA, CipherSuite.TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA,
			CipherSuite.TLS_ECDHE_ECDSA_WITH_NULL_SHA, CipherSuite.TLS_ECDHE_RSA_WITH_NULL_SHA,
			CipherSuite.TLS_RSA_WITH_NULL_SHA256, CipherSuite.TLS_RSA_WITH_NULL_SHA };

	private static final int[] ODD_GROUPS = { NamedGroup.brainpoolP256r1tls13, NamedGroup.brainpoolP384r1tls13,
			NamedGroup.brainpoolP512r1tls13, NamedGroup.SecP256r1MLKEM768, NamedGroup.SecP384r1MLKEM1024,
			NamedGroup.MLKEM512, NamedGroup.MLKEM768, NamedGroup.MLKEM1024, NamedGroup.ffdhe4096, NamedGroup.ffdhe6144,
			NamedGroup.ffdhe8192, NamedGroup.brainpoolP256r1, NamedGroup.brainpoolP384r1, NamedGroup.brainpoolP512r1,
			NamedGroup.secp256k1, NamedGroup.secp224r1, NamedGroup.secp224k1, NamedGroup.secp192r1 };

	// Of TLS 1.2, a server may use an ECDSA certificate only if its curve is among these.
	private static final int[] CLASSIC_GROUPS = { NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1,
			NamedGroup.secp521r1 };

	/**
	 * One version for a proof inside the process.
	 */
	static Offer proof(ProtocolVersion version, @Nullable String serverName, @Nullable Credentials credentials) {
		boolean tls13 = ProtocolVersion.TLSv13.equals(version);
		return new Offer(version.only(), tls13 ? TLS13_SUITES : TLS12_SUITES, CLASSIC_GROUPS,
				new int[] { NamedGroup.x25519 }, serverName, List.of(), credentials);
	}

	/**
	 * All that a stranger may speak, the best first.
	 */
	static Offer site(@Nullable String serverName) {
		return site(serverName, null);
	}

	/**
	 * The same, with a certificate of ours to show where the server asks.
	 */
	static Offer site(@Nullable String serverName, @Nullable Credentials credentials) {
		int[] groups = concat(new int[] { NamedGroup.X25519MLKEM768 }, CLASSIC_GROUPS,
				new int[] { NamedGroup.x448, NamedGroup.ffdhe2048, NamedGroup.ffdhe3072 });
		return new Offer(ProtocolVersion.TLSv13.downTo(ProtocolVersion.TLSv10),
				concat(TLS13_SUITES, TLS12_SUITES, OLD_SUITES), groups,
				new int[] { NamedGroup.X25519MLKEM768, NamedGroup.x25519 }, serverName, List.of("h2", "http/1.1"),
				credentials);
	}

	/**
	 * All that the library knows. Without a key share, so that a server of TLS 1.3 says
	 * which group it wants.
	 */
	static Offer widest(@Nullable String serverName) {
		Offer site = site(serverName);
		return new Offer(site.versions, concat(site.suites, ODD_SUITES), concat(site.groups, ODD_GROUPS), new int[0],
				serverName, site.alpn, null);
	}

	/**
	 * What a client of today says in a demonstration.
	 */
	static Offer classroom(String serverName) {
		return new Offer(ProtocolVersion.TLSv13.downTo(ProtocolVersion.TLSv12), concat(TLS13_SUITES, TLS12_SUITES),
				CLASSIC_GROUPS, new int[] { NamedGroup.x25519 }, serverName, List.of("h2", "http/1.1"), null);
	}

	Offer versions(ProtocolVersion... only) {
		return new Offer(only, this.suites, this.groups, this.keyShares, this.serverName, this.alpn, this.credentials);
	}

	Offer suites(int... only) {
		return new Offer(this.versions, only, this.groups, this.keyShares, this.serverName, this.alpn,
				this.credentials);
	}

	/**
	 * Puts a suite at the end, as the one to fall back on.
	 */
	Offer andSuite(int last) {
		return suites(concat(this.suites, new int[] { last }));
	}

	Offer groups(int... only) {
		return new Offer(this.versions, this.suites, only, this.keyShares, this.serverName, this.alpn,
				this.credentials);
	}

	/**
	 * Puts a group before the others and sends a key share for it as well.
	 */
	Offer firstGroup(int first) {
		int[] one = { first };
		return new Offer(this.versions, this.suites, concat(one, this.groups), concat(one, this.keyShares),
				this.serverName, this.alpn, this.credentials);
	}

	Offer credentials(@Nullable Credentials own) {
		return new Offer(this.versions, this.suites, this.groups, this.keyShares, this.serverName, this.alpn, own);
	}

	/**
	 * The protocols as the library wants them; null for none.
	 */
	@Nullable Vector<ProtocolName> protocolNames() {
		return this.alpn.isEmpty() ? null : new Vector<>(this.alpn.stream().map(ProtocolName::asUtf8Encoding).toList());
	}

	private static int[] concat(int[]... parts) {
		return java.util.Arrays.stream(parts).flatMapToInt(java.util.Arrays::stream).toArray();
	}

}
