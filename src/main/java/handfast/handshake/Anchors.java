package handfast.handshake;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import handfast.x509.SystemAnchors;

/**
 * What a client may trust: our own roots, and those of the system, which are read once.
 */
final class Anchors {

	private final Supplier<List<byte[]>> own;

	Anchors(Supplier<List<byte[]>> own) {
		this.own = own;
	}

	List<byte[]> of(SiteOrder order) {
		List<byte[]> anchors = new ArrayList<>(order.trustAnchors());
		String trust = trust(order);
		if (trust.equals("handfast") || trust.equals("both")) {
			anchors.addAll(this.own.get());
		}
		if (trust.equals("system") || trust.equals("both")) {
			anchors.addAll(SystemAnchors.all());
		}
		return anchors;
	}

	// Anchors brought along stand alone unless more is asked for.
	private static String trust(SiteOrder order) {
		if (order.trust() != null) {
			return order.trust();
		}
		if (!order.trustAnchors().isEmpty()) {
			return "brought";
		}
		return (order.expected() != null) ? "handfast" : "both";
	}

}
