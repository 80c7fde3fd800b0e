package handfast.handshake.scan;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;

import handfast.handshake.scan.ReplyReader.Depth;
import handfast.handshake.wire.MessageParser;
import org.bouncycastle.tls.NamedGroup;
import org.jspecify.annotations.Nullable;

/**
 * Whether a version is offered, and its suites.
 */
final class SuiteScan {

	static final int[] SHARES = { NamedGroup.x25519, NamedGroup.secp256r1 };

	private final Asker asker;

	private final int version;

	private final @Nullable String serverName;

	SuiteScan(Asker asker, int version, @Nullable String serverName) {
		this.asker = asker;
		this.version = version;
		this.serverName = serverName;
	}

	/**
	 * A hello that the server accepts in this version, with all suites of those lists of
	 * which it takes any; null where it does not offer the version.
	 */
	@Nullable Hello opening() {
		Hello all = Hello.of(this.version, new int[0], this.serverName);
		try (Together together = new Together()) {
			List<Future<int[]>> lists = Candidates.suites(this.version)
				.stream()
				.map((list) -> together.start(() -> accepts(all.withSuites(list)) ? list : new int[0]))
				.toList();
			int[] suites = lists.stream().map(Together::await).flatMapToInt(Arrays::stream).toArray();
			return (suites.length > 0) ? all.withSuites(suites) : openingWithShares();
		}
	}

	/**
	 * The suites, by striking out what the server chose.
	 */
	Elimination suites(Hello opening) {
		return Elimination.of(opening.suites(),
				(left) -> this.asker.ask(opening.withSuites(left), Depth.HELLO).suite());
	}

	private boolean accepts(Hello hello) {
		return this.asker.ask(hello, Depth.HELLO).accepted();
	}

	// A server of TLS 1.3 that can't send a HelloRetryRequest wants a key share at
	// once.
	private @Nullable Hello openingWithShares() {
		if (this.version < MessageParser.TLS_1_3) {
			return null;
		}
		Hello hello = Hello.of(this.version, Candidates.suites(this.version).getFirst(), this.serverName)
			.withShares(SHARES);
		return accepts(hello) ? hello : null;
	}

}
