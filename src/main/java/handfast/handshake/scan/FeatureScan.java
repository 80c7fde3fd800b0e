package handfast.handshake.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import handfast.handshake.scan.ReplyReader.Depth;
import handfast.handshake.scan.Scan.Features;
import handfast.handshake.wire.Message;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ExtensionType;
import org.jspecify.annotations.Nullable;

/**
 * What else a ServerHello before TLS 1.3 tells in clear.
 */
final class FeatureScan {

	static final Features HIDDEN = new Features(null, null, null, null, null, null, null);

	private final Asker asker;

	private final Hello opening;

	FeatureScan(Asker asker, Hello opening) {
		this.asker = asker;
		this.opening = opening;
	}

	/**
	 * @param older a hello that is accepted in a version below the server's newest; null
	 * where it has but one
	 */
	Features features(@Nullable Hello older) {
		try (Together together = new Together()) {
			Future<Reply> plain = together.start(() -> this.asker.ask(this.opening, Depth.CERTIFICATE));
			Future<Reply> ticket = together.start(() -> this.asker.ask(this.opening.withTicket(), Depth.HELLO));
			Future<Reply> packed = together.start(() -> this.asker.ask(this.opening.withCompression(), Depth.HELLO));
			Boolean fallback = (older != null) ? refusesFallback(older) : null;
			Reply reply = Together.await(plain);
			return new Features(reply.hasSessionId(), Together.await(ticket).hasExtension(ExtensionType.session_ticket),
					reply.stapled(), reply.hasExtension(ExtensionType.renegotiation_info),
					reply.hasExtension(ExtensionType.extended_master_secret), Together.await(packed).compression() != 0,
					fallback);
		}
	}

	/**
	 * The protocols that it agrees to by ALPN.
	 */
	List<String> alpn() {
		List<String> all = Candidates.PROTOCOLS;
		return Elimination.found(IntStream.range(0, all.size()).toArray(), (left) -> {
			List<String> offered = Arrays.stream(left).mapToObj(all::get).toList();
			Message.ServerHello hello = this.asker.ask(this.opening.withAlpn(offered), Depth.HELLO).hello();
			String chosen = (hello != null) ? hello.alpn() : null;
			return (chosen != null) ? all.indexOf(chosen) : -1;
		}).stream().map(all::get).toList();
	}

	// RFC 7507 §3: who has a newer version answers inappropriate_fallback.
	private @Nullable Boolean refusesFallback(Hello older) {
		List<Integer> suites = new ArrayList<>(Arrays.stream(older.suites()).boxed().toList());
		suites.addFirst(CipherSuite.TLS_FALLBACK_SCSV);
		Reply reply = this.asker.ask(older.withSuites(suites.stream().mapToInt(Integer::intValue).toArray()),
				Depth.HELLO);
		return (reply.alert() == AlertDescription.inappropriate_fallback) ? Boolean.TRUE
				: reply.accepted() ? Boolean.FALSE : null;
	}

}
