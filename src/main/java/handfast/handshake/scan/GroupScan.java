package handfast.handshake.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

import handfast.handshake.scan.ReplyReader.Depth;
import handfast.handshake.wire.Message;
import org.jspecify.annotations.Nullable;

/**
 * The groups of a version. TLS 1.3 names its choice in the HelloRetryRequest that answers
 * an empty key_share, so that a group can be asked for that we can't compute; before it,
 * the ServerKeyExchange does.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc9846#section-4.1.4 RFC 9846 §4.1.4
 */
final class GroupScan {

	private final Asker asker;

	private final Hello opening;

	GroupScan(Asker asker, Hello opening) {
		this.asker = asker;
		this.opening = opening;
	}

	Groups groups() {
		if (this.opening.isTls13()) {
			return new Groups(Elimination.of(this.opening.groups(), this::chosen13), true);
		}
		Hello free = with((suite) -> suite.isEcdhe() && !suite.isEcdsa() || suite.name().startsWith("TLS_ECDH_anon"));
		Elimination found = (free.suites().length == 0) ? Elimination.NOTHING
				: Elimination.of(free.groups(), (left) -> chosen12(free, left));
		return found.found().isEmpty() ? besideTheCurve() : new Groups(found, true);
	}

	/**
	 * Size of the prime of DHE; null without it.
	 */
	@Nullable Integer dhBits() {
		Hello dhe = with((suite) -> suite.isFiniteField() && suite.isForwardSecret());
		if (this.opening.isTls13() || dhe.suites().length == 0) {
			return null;
		}
		Message.ServerKeyExchange exchange = this.asker.ask(dhe, Depth.CERTIFICATE).keyExchange();
		return (exchange != null && exchange.primeBits() > 0) ? exchange.primeBits() : null;
	}

	private int chosen13(int[] left) {
		int[] shares = Arrays.stream(this.opening.shares()).filter((group) -> Message.contains(left, group)).toArray();
		return this.asker.ask(this.opening.withGroups(left).withShares(shares), Depth.HELLO).group();
	}

	private int chosen12(Hello hello, int[] left) {
		return this.asker.ask(hello.withGroups(left), Depth.CERTIFICATE).group();
	}

	// Before TLS 1.3 an ECDSA certificate may be used only if its curve is among the
	// groups (RFC 8422 §5.1): it stays, as the one that we like least. Where the
	// server's order decides, it hides what comes after it.
	private Groups besideTheCurve() {
		Hello hello = with(SuiteTraits::isEcdhe);
		Reply first = (hello.suites().length > 0) ? this.asker.ask(hello, Depth.CERTIFICATE) : Reply.FAILED;
		if (first.group() < 0) {
			return new Groups(Elimination.NOTHING, !first.accepted() || hello.suites().length == 0);
		}
		int curve = first.chain().isEmpty() ? 0 : LeafKey.of(first.chain().getFirst()).curve();
		int[] others = Arrays.stream(hello.groups()).filter((group) -> group != curve).toArray();
		int[] keep = (curve != 0) ? new int[] { curve } : new int[0];
		Elimination found = Elimination.of(others, (left) -> chosen12(hello, Candidates.concat(left, keep)));
		if (curve == 0) {
			return new Groups(found, true);
		}
		List<Integer> all = new ArrayList<>(found.found());
		all.add(curve);
		boolean serverDecides = all.size() < 2
				|| chosen12(hello, new int[] { curve, all.getFirst() }) == all.getFirst();
		String order = (all.size() < 2) ? null : serverDecides ? "server" : "client";
		return new Groups(new Elimination(List.copyOf(all), order), !serverDecides);
	}

	private Hello with(Predicate<SuiteTraits> wanted) {
		return this.opening.withSuites(
				Arrays.stream(this.opening.suites()).filter((code) -> wanted.test(SuiteTraits.of(code))).toArray());
	}

	/**
	 * @param complete false where a certificate's curve hides further groups
	 */
	record Groups(Elimination found, boolean complete) {

		static final Groups NOT_ASKED = new Groups(Elimination.NOTHING, true);

	}

}
