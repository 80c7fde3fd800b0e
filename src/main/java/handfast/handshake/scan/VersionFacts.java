package handfast.handshake.scan;

import java.util.List;

import handfast.handshake.scan.Scan.Suite;
import handfast.handshake.scan.Scan.Version;
import handfast.handshake.wire.Registry;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about one version that is offered, in numbers.
 *
 * @param groups asked for in TLS 1.3 and in the newest version before it
 * @param dhBits size of the prime that DHE is done with; null without DHE
 */
record VersionFacts(int version, Elimination suites, Elimination groups, boolean groupsComplete,
		@Nullable Integer dhBits, List<Integer> schemes) {

	List<SuiteTraits> traits() {
		return this.suites.found().stream().map(SuiteTraits::of).toList();
	}

	Version view() {
		return new Version(Registry.version(this.version), true, this.suites.order(),
				traits().stream()
					.map((suite) -> new Suite(suite.name(), String.format("0x%04x", suite.code()), suite.recommended(),
							Weaknesses.of(suite)))
					.toList(),
				this.groups.order(), this.groups.names(Candidates::group), this.groupsComplete, this.dhBits,
				this.schemes.stream().map(Candidates::scheme).toList());
	}

}
