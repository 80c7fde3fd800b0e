package handfast.handshake.scan;

import java.util.List;

import handfast.handshake.scan.ReplyReader.Depth;
import handfast.handshake.scan.Scan.Client;
import handfast.handshake.wire.Registry;
import org.jspecify.annotations.Nullable;

/**
 * Clients that people still use, each with what it offers. Whether one gets through is
 * asked of the server, by a hello with these values; the extensions beside them are ours.
 * <p>
 * Sources: Microsoft's pages "TLS Cipher Suites in Windows 7", "… 8.1" and "… 10 v1607"
 * and "TLS Elliptic Curves" for Schannel; Oracle's "JDK Providers" (SunJSSE) of Java 8,
 * 11 and 21; the tables of {@code SSLEngine} and {@code SSLSocket} in Android's
 * reference; {@code openssl ciphers} and CHANGES of OpenSSL; Apple's "Requirements for
 * Connecting Using ATS" for Safari 9; the lists in NSS ({@code sslinfo},
 * {@code SSLConfig}) and BoringSSL for Firefox and Chrome. Only what all releases of a
 * family have is listed, so that a "connects" holds for each of them.
 */
record ClientFamily(String name, int[] versions, int[] suites, int[] groups, int[] schemes) {

	private static final int TLS_1_0 = 0x0301;

	private static final int TLS_1_1 = 0x0302;

	private static final int TLS_1_2 = 0x0303;

	private static final int TLS_1_3 = 0x0304;

	private static final int[] TO_12 = { TLS_1_2, TLS_1_1, TLS_1_0 };

	private static final int[] FROM_12 = { TLS_1_3, TLS_1_2 };

	private static final int[] AES_13 = { 0x1302, 0x1301 };

	private static final int[] ALL_13 = { 0x1301, 0x1302, 0x1303 };

	private static final int[] ECDHE_GCM = { 0xc02b, 0xc02f, 0xc02c, 0xc030 };

	private static final int[] ECDHE_CHACHA = { 0xcca9, 0xcca8 };

	private static final int[] ECDHE_CBC = { 0xc009, 0xc013, 0xc00a, 0xc014 };

	private static final int[] ECDHE_CBC_SHA2 = { 0xc023, 0xc027, 0xc024, 0xc028 };

	private static final int[] DHE_GCM = { 0x009e, 0x009f };

	private static final int[] RSA_GCM = { 0x009c, 0x009d };

	private static final int[] RSA_CBC = { 0x002f, 0x0035 };

	private static final int[] NIST = { 23, 24, 25 };

	private static final int[] P256_P384 = { 23, 24 };

	private static final int[] SCHEMES_OF_12 = { 0x0403, 0x0401, 0x0503, 0x0501, 0x0203, 0x0201 };

	private static final int[] SCHEMES_OF_13 = { 0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601 };

	static final List<ClientFamily> ALL = List.of(
			// Schannel as Internet Explorer 11 uses it: no ECDHE_RSA with GCM.
			new ClientFamily("Windows 7 (IE 11)", TO_12,
					join(new int[] { 0xc02b, 0xc02c }, DHE_GCM, ECDHE_CBC_SHA2, ECDHE_CBC, RSA_GCM,
							new int[] { 0x003c, 0x003d }, RSA_CBC),
					P256_P384, SCHEMES_OF_12),
			new ClientFamily("Windows 8.1 (Schannel)", TO_12,
					join(new int[] { 0xc02c, 0xc02b }, DHE_GCM, ECDHE_CBC_SHA2, ECDHE_CBC, RSA_GCM,
							new int[] { 0x003c, 0x003d }, RSA_CBC),
					P256_P384, SCHEMES_OF_12),
			new ClientFamily("Windows 10 (Schannel)", TO_12,
					join(new int[] { 0xc02c, 0xc02b, 0xc030, 0xc02f }, ECDHE_CBC_SHA2, ECDHE_CBC, RSA_GCM, RSA_CBC),
					new int[] { 29, 23, 24 }, join(SCHEMES_OF_12, new int[] { 0x0804, 0x0805, 0x0806 })),
			new ClientFamily("Java 8 (8u161 to 8u331)", new int[] { TLS_1_2 },
					join(new int[] { 0xc02c, 0xc02b, 0xc030, 0x009d, 0x009f, 0xc02f, 0x009c, 0x009e }, ECDHE_CBC_SHA2,
							ECDHE_CBC, RSA_CBC),
					NIST, SCHEMES_OF_12),
			new ClientFamily("Java 11", FROM_12,
					join(AES_13, new int[] { 0xc02c, 0xc02b, 0xc030, 0xc02f, 0x009f, 0x009e }, ECDHE_CBC_SHA2,
							ECDHE_CBC),
					NIST, SCHEMES_OF_13),
			new ClientFamily("Java 17 and newer", FROM_12,
					join(AES_13, new int[] { 0x1303 }, ECDHE_GCM, ECDHE_CHACHA, ECDHE_CBC_SHA2),
					new int[] { 29, 23, 24, 25 }, join(SCHEMES_OF_13, new int[] { 0x0807, 0x0808 })),
			new ClientFamily("Android 5", TO_12,
					join(new int[] { 0xc02b, 0xc02f, 0x009e }, ECDHE_CBC, new int[] { 0x009c }, RSA_CBC), P256_P384,
					SCHEMES_OF_12),
			// 7.0 offers one curve alone.
			new ClientFamily("Android 7.0", TO_12, join(ECDHE_GCM, ECDHE_CHACHA, ECDHE_CBC, RSA_GCM, RSA_CBC),
					new int[] { 23 }, SCHEMES_OF_12),
			new ClientFamily("Android 10 and newer", FROM_12, join(ALL_13, ECDHE_GCM, ECDHE_CHACHA, ECDHE_CBC),
					new int[] { 29, 23, 24 }, SCHEMES_OF_13),
			new ClientFamily("Safari 9", TO_12,
					join(new int[] { 0xc02c, 0xc02b, 0xc030, 0xc02f }, ECDHE_CBC_SHA2, ECDHE_CBC, RSA_GCM, RSA_CBC),
					NIST, SCHEMES_OF_12),
			new ClientFamily("OpenSSL 1.0.2", TO_12,
					join(new int[] { 0xc030, 0xc02c, 0xc02f, 0xc02b, 0x009f, 0x009e }, ECDHE_CBC_SHA2, ECDHE_CBC,
							RSA_GCM, RSA_CBC),
					new int[] { 23, 25, 24 }, SCHEMES_OF_12),
			new ClientFamily("OpenSSL 1.1.1", FROM_12,
					join(ALL_13, new int[] { 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc02b, 0xc02f }, ECDHE_CBC, RSA_GCM),
					new int[] { 29, 23, 30, 25, 24 }, join(SCHEMES_OF_13, new int[] { 0x0807, 0x0808 })),
			new ClientFamily("OpenSSL 3.5", FROM_12,
					join(ALL_13, new int[] { 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc02b, 0xc02f }, ECDHE_CBC, RSA_GCM),
					new int[] { 4588, 29, 23, 30, 24, 25 },
					join(SCHEMES_OF_13, new int[] { 0x0904, 0x0905, 0x0906, 0x0807, 0x0808 })),
			new ClientFamily("Firefox (current)", FROM_12,
					join(new int[] { 0x1301, 0x1303, 0x1302, 0xc02b, 0xc02f, 0xcca9, 0xcca8, 0xc02c, 0xc030 },
							ECDHE_CBC, RSA_GCM, RSA_CBC),
					new int[] { 4588, 29, 23, 24, 25 }, SCHEMES_OF_13),
			new ClientFamily("Chrome (current)", FROM_12, join(ALL_13, ECDHE_GCM, ECDHE_CHACHA, RSA_GCM, RSA_CBC),
					new int[] { 4588, 29, 23, 24 }, SCHEMES_OF_13));

	Client ask(Asker asker, @Nullable String serverName) {
		Hello hello = new Hello(this.versions, this.suites, this.groups, new int[0], this.schemes, List.of(),
				serverName, false, false);
		Reply reply = asker.ask(hello, Depth.HELLO);
		return (reply.hello() != null)
				? new Client(this.name, true, Registry.version(reply.hello().version()), Registry.suite(reply.suite()))
				: new Client(this.name, false, null, null);
	}

	private static int[] join(int[]... parts) {
		return Candidates.concat(parts);
	}

}
