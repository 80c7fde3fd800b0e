package handfast.handshake.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import handfast.handshake.wire.MessageParser;
import handfast.handshake.wire.Registry;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.SignatureScheme;

/**
 * All that a server may be asked for, in our order: the strongest first.
 */
final class Candidates {

	/**
	 * Versions, the newest first.
	 */
	static final List<Integer> VERSIONS = List.of(MessageParser.TLS_1_3, MessageParser.TLS_1_2, 0x0302, 0x0301,
			Hello.SSL_3);

	/**
	 * Signature schemes; those of MD5, SHA-1 and SHA-224 last.
	 */
	static final int[] SCHEMES = { SignatureScheme.ecdsa_secp256r1_sha256, SignatureScheme.ecdsa_secp384r1_sha384,
			SignatureScheme.ecdsa_secp521r1_sha512, SignatureScheme.ed25519, SignatureScheme.ed448,
			SignatureScheme.rsa_pss_rsae_sha256, SignatureScheme.rsa_pss_rsae_sha384,
			SignatureScheme.rsa_pss_rsae_sha512, SignatureScheme.rsa_pss_pss_sha256, SignatureScheme.rsa_pss_pss_sha384,
			SignatureScheme.rsa_pss_pss_sha512, SignatureScheme.mldsa44, SignatureScheme.mldsa65,
			SignatureScheme.mldsa87, SignatureScheme.rsa_pkcs1_sha256, SignatureScheme.rsa_pkcs1_sha384,
			SignatureScheme.rsa_pkcs1_sha512, 0x0301, 0x0303, SignatureScheme.rsa_pkcs1_sha1,
			SignatureScheme.ecdsa_sha1, 0x0101, 0x0202 };

	/**
	 * Protocols to agree on by ALPN. Not acme-tls/1, which RFC 8737 wants alone.
	 */
	static final List<String> PROTOCOLS = List.of("h2", "http/1.1", "http/1.0", "dot", "mqtt", "imap", "pop3", "ftp",
			"xmpp-client", "xmpp-server", "sip/2", "postgresql", "ntske/1", "irc");

	/**
	 * Old servers stumble over longer lists.
	 */
	static final int LONGEST_LIST = 120;

	private static final int KYBER_DRAFT = 0x6399;

	private static final int[] SHARED_GROUPS = { NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1,
			NamedGroup.secp521r1, NamedGroup.x448 };

	private static final int[] HYBRID_GROUPS = { NamedGroup.X25519MLKEM768, NamedGroup.SecP256r1MLKEM768,
			NamedGroup.SecP384r1MLKEM1024, NamedGroup.curveSM2MLKEM768, NamedGroup.MLKEM1024, NamedGroup.MLKEM768,
			NamedGroup.MLKEM512, KYBER_DRAFT };

	private static final int[] FINITE_FIELDS = { NamedGroup.ffdhe2048, NamedGroup.ffdhe3072, NamedGroup.ffdhe4096,
			NamedGroup.ffdhe6144, NamedGroup.ffdhe8192 };

	private static final int[] OTHER_GROUPS_13 = { NamedGroup.brainpoolP256r1tls13, NamedGroup.brainpoolP384r1tls13,
			NamedGroup.brainpoolP512r1tls13, NamedGroup.curveSM2, NamedGroup.GC256A, NamedGroup.GC256B,
			NamedGroup.GC256C, NamedGroup.GC256D, NamedGroup.GC512A, NamedGroup.GC512B, NamedGroup.GC512C };

	// What RFC 8422 took out of use is still asked for.
	private static final int[] OTHER_GROUPS_12 = { NamedGroup.brainpoolP256r1, NamedGroup.brainpoolP384r1,
			NamedGroup.brainpoolP512r1, NamedGroup.secp256k1, NamedGroup.sect571r1, NamedGroup.sect571k1,
			NamedGroup.sect409r1, NamedGroup.sect409k1, NamedGroup.sect283r1, NamedGroup.sect283k1,
			NamedGroup.secp224r1, NamedGroup.secp224k1, NamedGroup.sect239k1, NamedGroup.sect233r1,
			NamedGroup.sect233k1, NamedGroup.secp192r1, NamedGroup.secp192k1, NamedGroup.sect193r1,
			NamedGroup.sect193r2, NamedGroup.secp160r1, NamedGroup.secp160r2, NamedGroup.secp160k1,
			NamedGroup.sect163r1, NamedGroup.sect163r2, NamedGroup.sect163k1 };

	private Candidates() {
	}

	/**
	 * Groups of a version; the finite fields of RFC 7919 for TLS 1.3 alone, since before
	 * it they would choose the prime of DHE and not show what the server has by itself.
	 */
	static int[] groups(int version) {
		return (version >= MessageParser.TLS_1_3) ? concat(HYBRID_GROUPS, SHARED_GROUPS, FINITE_FIELDS, OTHER_GROUPS_13)
				: concat(SHARED_GROUPS, OTHER_GROUPS_12);
	}

	/**
	 * Suites of a version, in lists that an old server can take: the common ones first.
	 */
	static List<int[]> suites(int version) {
		List<SuiteTraits> all = Registry.suites()
			.stream()
			.map(SuiteTraits::of)
			.filter((suite) -> belongsTo(suite, version))
			.sorted(Comparator.comparingInt(Candidates::rank).thenComparing(SuiteTraits::code))
			.toList();
		List<int[]> lists = new ArrayList<>();
		for (int from = 0; from < all.size(); from += LONGEST_LIST) {
			lists.add(all.subList(from, Math.min(all.size(), from + LONGEST_LIST))
				.stream()
				.mapToInt(SuiteTraits::code)
				.toArray());
		}
		return lists;
	}

	/**
	 * Suites of a version that have a property, in our order.
	 */
	static int[] suites(int version, java.util.function.Predicate<SuiteTraits> wanted) {
		return suites(version).stream()
			.flatMapToInt(Arrays::stream)
			.filter((code) -> wanted.test(SuiteTraits.of(code)))
			.toArray();
	}

	private static boolean belongsTo(SuiteTraits suite, int version) {
		// Signals are no suites: 0x00ff is secure renegotiation, 0x5600 a fallback.
		if (suite.name().endsWith("_SCSV") || suite.code() == 0) {
			return false;
		}
		boolean tls13 = version >= MessageParser.TLS_1_3;
		return tls13 == suite.isTls13() && (version >= MessageParser.TLS_1_2 || suite.isOlderThanTls12());
	}

	// What nearly every server has comes first, so that one list is enough for it.
	private static int rank(SuiteTraits suite) {
		if (suite.recommended() && !suite.keyExchange().contains("PSK")) {
			return 0;
		}
		boolean rare = !suite.isEcdhe() && !suite.keyExchange().equals("DHE_RSA") && !suite.keyExchange().equals("RSA")
				|| suite.keyExchange().contains("PSK") || suite.keyExchange().contains("anon");
		if (!rare && !suite.hasNoEncryption()) {
			int exchange = suite.isEcdhe() ? 0 : suite.isForwardSecret() ? 1 : 2;
			return 1 + exchange + (suite.isAead() ? 0 : 4) + (suite.isRc4() || suite.hasShortBlocks() ? 8 : 0);
		}
		return suite.isExport() || suite.isAnonymous() || suite.hasNoEncryption() || suite.isSingleDes() ? 20 : 30;
	}

	/**
	 * The registry's name of a group, or that of the draft that a hybrid came from.
	 */
	static String group(int code) {
		return (code == KYBER_DRAFT) ? "X25519Kyber768Draft00" : Registry.group(code);
	}

	/**
	 * The registry's name of a scheme. The pairs of hash and signature that TLS 1.2 had
	 * before are named likewise.
	 */
	static String scheme(int code) {
		return switch (code) {
			case 0x0101 -> "rsa_pkcs1_md5";
			case 0x0202 -> "dsa_sha1";
			case 0x0301 -> "rsa_pkcs1_sha224";
			case 0x0303 -> "ecdsa_sha224";
			default -> Registry.scheme(code);
		};
	}

	static int[] concat(int[]... parts) {
		return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
	}

}
