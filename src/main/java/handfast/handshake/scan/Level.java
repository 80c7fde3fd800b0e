package handfast.handshake.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import handfast.handshake.wire.MessageParser;
import handfast.handshake.wire.Registry;
import org.bouncycastle.tls.NamedGroup;

/**
 * Where a server stands by Mozilla's server side TLS guidelines 6.0, which know two
 * levels: modern is TLS 1.3 alone with ECDSA certificates, intermediate TLS 1.2 beside it
 * with six suites. Both want the same four groups, or some of them. Of what the
 * guidelines say, the order of suites, HSTS and the life of certificates are no part of
 * it.
 *
 * @param name {@code modern}, {@code intermediate} or {@code below-intermediate}
 * @param reasons what keeps it from {@code intermediate}, or else from {@code modern}
 */
record Level(String name, List<String> reasons) {

	private static final Set<Integer> SUITES = Set.of(0x1301, 0x1302, 0x1303, 0xc02b, 0xc02c, 0xc02f, 0xc030, 0xcca8,
			0xcca9);

	private static final Set<Integer> GROUPS = Set.of(NamedGroup.X25519MLKEM768, NamedGroup.x25519,
			NamedGroup.secp256r1, NamedGroup.secp384r1);

	/**
	 * @param keys of the certificates that were shown
	 */
	static Level of(List<VersionFacts> versions, List<LeafKey> keys) {
		List<String> below = belowIntermediate(versions, keys);
		if (!below.isEmpty()) {
			return new Level("below-intermediate", below);
		}
		List<String> reasons = belowModern(versions, keys);
		return reasons.isEmpty() ? new Level("modern", List.of()) : new Level("intermediate", reasons);
	}

	private static List<String> belowIntermediate(List<VersionFacts> versions, List<LeafKey> keys) {
		List<String> reasons = new ArrayList<>();
		if (versions.stream().noneMatch((facts) -> facts.version() == MessageParser.TLS_1_3)) {
			reasons.add("TLSv1.3 is not offered");
		}
		for (VersionFacts facts : versions) {
			String version = Registry.version(facts.version());
			if (facts.version() < MessageParser.TLS_1_2) {
				reasons.add(version + " is offered");
				continue;
			}
			add(reasons, version + " has other cipher suites: ",
					facts.suites()
						.found()
						.stream()
						.filter((suite) -> !SUITES.contains(suite))
						.map(Registry::suite)
						.toList());
			add(reasons, version + " has other groups: ",
					facts.groups()
						.found()
						.stream()
						.filter((group) -> !GROUPS.contains(group))
						.map(Candidates::group)
						.toList());
		}
		keys.stream().forEach((key) -> {
			if (key.rsaBits() > 0 && key.rsaBits() < 2048) {
				reasons.add("A certificate has an RSA key of " + key.rsaBits() + " bits");
			}
			else if (key.rsaBits() == 0 && !isP256OrP384(key)) {
				reasons.add("A certificate has a key that is neither RSA nor on P-256 or P-384");
			}
		});
		return reasons.stream().distinct().toList();
	}

	private static List<String> belowModern(List<VersionFacts> versions, List<LeafKey> keys) {
		List<String> reasons = new ArrayList<>();
		if (versions.stream().anyMatch((facts) -> facts.version() < MessageParser.TLS_1_3)) {
			reasons.add("TLSv1.2 is offered beside TLSv1.3");
		}
		if (keys.stream().anyMatch((key) -> !isP256OrP384(key))) {
			reasons.add("A certificate has a key that is not on P-256 or P-384");
		}
		return reasons;
	}

	private static boolean isP256OrP384(LeafKey key) {
		return key.curve() == NamedGroup.secp256r1 || key.curve() == NamedGroup.secp384r1;
	}

	private static void add(List<String> reasons, String words, List<String> names) {
		if (!names.isEmpty()) {
			reasons.add(words + Weaknesses.few(names));
		}
	}

}
