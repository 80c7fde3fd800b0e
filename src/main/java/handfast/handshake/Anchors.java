package handfast.handshake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

import handfast.x509.SystemAnchors;

/**
 * What a client may trust: our own roots, and those of the system, which are read once.
 */
final class Anchors {

	private final Supplier<List<byte[]>> own;

	// By certificate; empty for one that a CA of ours signed.
	private final Function<UUID, Optional<List<byte[]>>> broughtAlong;

	Anchors(Supplier<List<byte[]>> own, Function<UUID, Optional<List<byte[]>>> broughtAlong) {
		this.own = own;
		this.broughtAlong = broughtAlong;
	}

	List<byte[]> of(SiteOrder order) {
		List<byte[]> anchors = new ArrayList<>(order.trustAnchors());
		Optional<List<byte[]>> foreign = (order.expected() != null) ? this.broughtAlong.apply(order.expected())
				: Optional.empty();
		foreign.ifPresent(anchors::addAll);
		String trust = trust(order, foreign.isPresent());
		if (trust.equals("handfast") || trust.equals("both")) {
			anchors.addAll(this.own.get());
		}
		if (trust.equals("system") || trust.equals("both")) {
			anchors.addAll(SystemAnchors.all());
		}
		return anchors;
	}

	// Anchors brought along stand alone unless more is asked for.
	private static String trust(SiteOrder order, boolean foreign) {
		if (order.trust() != null) {
			return order.trust();
		}
		if (!order.trustAnchors().isEmpty()) {
			return "brought";
		}
		if (foreign) {
			return "system";
		}
		return (order.expected() != null) ? "handfast" : "both";
	}

}
