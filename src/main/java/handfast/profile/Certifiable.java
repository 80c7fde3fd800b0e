package handfast.profile;

import java.util.List;
import java.util.function.Predicate;

import handfast.x509.PermitRule;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Whether some CA that a profile uses could certify all that a rule permits (security
 * §8).
 */
@Component
class Certifiable implements Predicate<PermitRule> {

	private final Profiles profiles;

	// Not there where no CA is known above.
	private final ObjectProvider<ConstraintsOfAuthorities> constraints;

	Certifiable(Profiles profiles, ObjectProvider<ConstraintsOfAuthorities> constraints) {
		this.profiles = profiles;
		this.constraints = constraints;
	}

	@Override
	public boolean test(PermitRule rule) {
		List<List<PermitRule>> all = this.constraints.stream()
			.flatMap((known) -> this.profiles.all()
				.stream()
				.map(Profile::authority)
				.distinct()
				.flatMap((series) -> known.permittedBy(series).stream()))
			.toList();
		return all.isEmpty() || all.stream()
			.anyMatch((permitted) -> permitted.isEmpty() || permitted.stream().anyMatch((each) -> each.covers(rule)));
	}

}
