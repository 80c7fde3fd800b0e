package handfast.handshake;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

import org.jspecify.annotations.Nullable;

/**
 * What a client may trust: our own roots, and those of the system, which are read once.
 */
final class Anchors {

	private final Supplier<List<byte[]>> own;

	// By certificate; empty for one that a CA of ours signed.
	private final Function<UUID, Optional<List<byte[]>>> broughtAlong;

	private @Nullable List<byte[]> system;

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
			anchors.addAll(system());
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

	/**
	 * Those of the system, read at the first call.
	 */
	synchronized List<byte[]> system() {
		List<byte[]> known = this.system;
		if (known == null) {
			known = read();
			this.system = known;
		}
		return known;
	}

	private static List<byte[]> read() {
		try {
			TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			factory.init((KeyStore) null);
			List<byte[]> anchors = new ArrayList<>();
			for (X509TrustManager manager : Arrays.stream(factory.getTrustManagers())
				.filter(X509TrustManager.class::isInstance)
				.map(X509TrustManager.class::cast)
				.toList()) {
				for (X509Certificate anchor : manager.getAcceptedIssuers()) {
					anchors.add(anchor.getEncoded());
				}
			}
			return anchors;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("The system's trust store can't be read", ex);
		}
	}

}
