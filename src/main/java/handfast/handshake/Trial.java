package handfast.handshake;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import handfast.handshake.wire.Registry;
import handfast.profile.Profile.Purpose;
import handfast.x509.ObservedName;
import org.bouncycastle.tls.ProtocolVersion;
import org.jspecify.annotations.Nullable;

/**
 * One handshake that a proof makes.
 *
 * @param asClient whether the certificate is the client's
 * @param serverName that the client connects to and that the certificate must hold; null
 * for a client's
 */
record Trial(ProtocolVersion version, boolean asClient, @Nullable String serverName, @Nullable String sni) {

	// DNS names, and as many addresses.
	static final int MOST_NAMES = 8;

	private static final List<ProtocolVersion> VERSIONS = List.of(ProtocolVersion.TLSv13, ProtocolVersion.TLSv12);

	/**
	 * All handshakes of a proof, the told ones first.
	 */
	static List<Trial> of(ProofOrder order) {
		List<Trial> trials = new ArrayList<>();
		List<String> served = served(order.names());
		boolean asServer = !served.isEmpty()
				&& (order.purposes().contains(Purpose.SERVER_AUTH) || order.purposes().isEmpty());
		if (asServer) {
			for (String name : tried(order)) {
				VERSIONS.forEach(
						(version) -> trials.add(new Trial(version, false, name, isDns(order, name) ? name : null)));
			}
		}
		if (!asServer || order.purposes().contains(Purpose.CLIENT_AUTH)) {
			VERSIONS.forEach((version) -> trials.add(new Trial(version, true, null, null)));
		}
		return trials;
	}

	/**
	 * Names that are left to the name checker.
	 */
	static List<String> beyond(ProofOrder order) {
		List<String> beyond = new ArrayList<>(served(order.names()));
		beyond.removeAll(tried(order));
		return beyond;
	}

	/**
	 * The same for another name; a client's certificate is asked for none.
	 */
	Trial asking(String name) {
		return this.asClient ? this : new Trial(this.version, false, name, name);
	}

	String protocol() {
		return Registry.version(this.version.getFullVersion());
	}

	// A server is asked for an address in another way than for a name: neither kind may
	// crowd out the other.
	private static List<String> tried(ProofOrder order) {
		List<String> served = served(order.names());
		Stream<String> dns = served.stream().filter((name) -> isDns(order, name)).limit(MOST_NAMES);
		Stream<String> addresses = served.stream().filter((name) -> !isDns(order, name)).limit(MOST_NAMES);
		return Stream.concat(dns, addresses).toList();
	}

	private static List<String> served(List<ObservedName> names) {
		Set<String> served = new LinkedHashSet<>();
		for (String type : List.of("dns", "ip")) {
			names.stream().filter((name) -> name.type().equals(type)).map(Trial::concrete).forEach(served::add);
		}
		return List.copyOf(served);
	}

	// A wildcard is tried by a name that it stands for.
	private static String concrete(ObservedName name) {
		return name.value().startsWith("*.") ? "selftest" + name.value().substring(1) : name.value();
	}

	private static boolean isDns(ProofOrder order, String name) {
		return order.names().stream().anyMatch((held) -> held.type().equals("dns") && concrete(held).equals(name));
	}

}
