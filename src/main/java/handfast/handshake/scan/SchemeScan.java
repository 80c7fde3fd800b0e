package handfast.handshake.scan;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;

import handfast.handshake.scan.ReplyReader.Depth;
import org.bouncycastle.tls.SignatureScheme;

/**
 * The signature schemes that the server can sign with. TLS 1.2 names its choice in the
 * ServerKeyExchange; TLS 1.3 encrypts it, and shows no more than whether it goes on with
 * the one scheme offered.
 */
final class SchemeScan {

	// Of private use, known to nobody.
	private static final int IMPOSSIBLE = 0xfe37;

	private final Asker asker;

	private final Hello opening;

	SchemeScan(Asker asker, Hello opening) {
		this.asker = asker;
		this.opening = opening;
	}

	List<Integer> schemes12() {
		int[] suites = Arrays.stream(this.opening.suites())
			.filter((code) -> SuiteTraits.of(code).isForwardSecret() && !SuiteTraits.of(code).isAnonymous())
			.toArray();
		if (suites.length == 0) {
			return List.of();
		}
		Hello signed = this.opening.withSuites(suites);
		return Elimination.found(Candidates.SCHEMES,
				(left) -> this.asker.ask(signed.withSchemes(left), Depth.CERTIFICATE).scheme());
	}

	/**
	 * Empty where the server goes on with a scheme that cannot be.
	 */
	List<Integer> schemes13() {
		if (!this.asker.ask(this.opening.withSchemes(IMPOSSIBLE), Depth.HELLO).accepted()) {
			return those(this.opening, Depth.HELLO);
		}
		// It chooses the scheme after the HelloRetryRequest, so it gets a key share.
		Hello shared = this.opening.withShares(SuiteScan.SHARES);
		return goesOn(shared.withSchemes(IMPOSSIBLE), Depth.CERTIFICATE) ? List.of() : those(shared, Depth.CERTIFICATE);
	}

	private List<Integer> those(Hello hello, Depth depth) {
		try (Together together = new Together()) {
			List<Future<Integer>> asked = Arrays.stream(Candidates.SCHEMES)
				.filter(SchemeScan::isOfTls13)
				.mapToObj((scheme) -> together
					.start(() -> goesOn(hello.withSchemes(scheme), depth) ? scheme : IMPOSSIBLE))
				.toList();
			return asked.stream().map(Together::await).filter((scheme) -> scheme != IMPOSSIBLE).toList();
		}
	}

	// RFC 9846 §4.2.3: RSA without PSS signs certificates alone.
	private static boolean isOfTls13(int scheme) {
		return scheme >= 0x0800 || scheme == SignatureScheme.ecdsa_secp256r1_sha256
				|| scheme == SignatureScheme.ecdsa_secp384r1_sha384 || scheme == SignatureScheme.ecdsa_secp521r1_sha512;
	}

	private boolean goesOn(Hello hello, Depth depth) {
		Reply reply = this.asker.ask(hello, depth);
		return reply.accepted() && (depth == Depth.HELLO || reply.encrypted() >= ReplyReader.GOES_ON);
	}

}
