package handfast.profile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import handfast.access.Caller;
import handfast.access.DurationForm;
import handfast.validation.Code;
import handfast.validation.Violation;
import handfast.x509.DistinguishedName;
import handfast.x509.KeyAlgorithm;
import handfast.x509.MalformedException;
import handfast.x509.Name;
import handfast.x509.PermitRule;
import handfast.x509.UriName;

/**
 * One wish against one profile.
 */
class ProfileRules {

	private static final int MOST_NAMES = 100;

	private final Profile profile;

	private final Wanted wanted;

	private final Caller caller;

	private final Predicate<Name> permitted;

	private final PermitCall permitCall;

	private final List<Violation> violations = new ArrayList<>();

	ProfileRules(Profile profile, Wanted wanted, Caller caller, Predicate<Name> permitted, PermitCall permitCall) {
		this.profile = profile;
		this.wanted = wanted;
		this.caller = caller;
		this.permitted = permitted;
		this.permitCall = permitCall;
	}

	List<Violation> violations() {
		checkCount();
		checkNames();
		checkKey();
		checkValidity();
		checkSubject();
		return List.copyOf(this.violations);
	}

	private void checkCount() {
		if (this.wanted.names().isEmpty()) {
			add("/names", Code.NAMES_MISSING,
					"A certificate needs at least one name; write \"names\": [\"shop.test\"]");
		}
		if (this.wanted.names().size() > MOST_NAMES) {
			add("/names", Code.NAMES_TOO_MANY, "These are " + this.wanted.names().size()
					+ " names, and a certificate holds at most 100; split them over several");
		}
	}

	private void checkNames() {
		List<PermitRule> limits = limitsOfCaller();
		Set<Name> seen = new HashSet<>();
		int index = 0;
		for (Name name : this.wanted.names().stream().limit(MOST_NAMES).toList()) {
			String field = "/names/" + index++;
			if (!seen.add(name)) {
				add(field, Code.NAME_DUPLICATE, name.value() + " stands twice; remove one of the two");
				continue;
			}
			if (!this.profile.nameTypes().contains(name.type())) {
				add(field, Code.NAME_KIND_NOT_ALLOWED, name.value() + " is of the kind " + name.type() + ", and "
						+ this.profile.name() + " takes " + String.join(", ", new TreeSet<>(this.profile.nameTypes())));
			}
			if (!this.permitted.test(name) && !this.profile.reserved().contains(name.value())) {
				add(field, Code.NAME_NOT_PERMITTED, notPermitted(name));
			}
			if (!this.caller.names().isEmpty() && limits.stream().noneMatch((limit) -> limit.permits(name))) {
				add(field, Code.NAME_OUTSIDE_TOKEN, name.value() + " is outside the names of this token ("
						+ String.join(", ", this.caller.names()) + "); use a token that has it");
			}
		}
	}

	private String notPermitted(Name name) {
		if (name instanceof UriName uri && uri.host().isEmpty()) {
			return name.value() + " has no host that could be on the permit list; use a URI with a host";
		}
		return name.value() + " is not on the permit list; an administrator adds it with: "
				+ this.permitCall.adding(PermitRule.suggestionFor(name));
	}

	// A limit that can't be read permits nothing.
	private List<PermitRule> limitsOfCaller() {
		List<PermitRule> limits = new ArrayList<>();
		for (String text : this.caller.names()) {
			try {
				limits.add(PermitRule.parse(text));
			}
			catch (MalformedException ex) {
				continue;
			}
		}
		return limits;
	}

	private void checkKey() {
		if (!this.profile.keyAlgorithms().contains(this.wanted.keyAlgorithm())) {
			add("/key", Code.KEY_ALGORITHM_NOT_ALLOWED, this.wanted.keyAlgorithm().label() + " is not for "
					+ this.profile.name() + "; use "
					+ this.profile.keyAlgorithms().stream().map(KeyAlgorithm::label).collect(Collectors.joining(", ")));
		}
	}

	private void checkValidity() {
		Duration validity = this.wanted.validity();
		if (validity == null) {
			return;
		}
		if (validity.compareTo(this.profile.maximumValidity()) > 0) {
			add("/validity", Code.VALIDITY_TOO_LONG,
					DurationForm.format(validity) + " is longer than " + this.profile.name()
							+ " allows; the longest is " + DurationForm.format(this.profile.maximumValidity()));
		}
		if (validity.compareTo(ProfileYaml.SHORTEST) < 0) {
			add("/validity", Code.VALIDITY_TOO_SHORT, "A certificate lives at least an hour; write PT1H or more");
		}
	}

	private void checkSubject() {
		DistinguishedName subject = this.wanted.subject();
		if (subject == null) {
			return;
		}
		for (String attribute : new TreeSet<>(subject.attributeNames())) {
			if (!this.profile.subjectAttributes().contains(attribute)) {
				add("/subject", Code.SUBJECT_ATTRIBUTE_UNKNOWN, attribute + " is not for " + this.profile.name()
						+ "; use " + String.join(", ", this.profile.subjectAttributes()));
			}
		}
		List<String> commonNames = subject.commonNames();
		if (commonNames.size() > 1) {
			add("/subject", Code.SUBJECT_CN_REPEATED, "The subject has " + commonNames.size() + " CNs; keep one");
		}
		for (String commonName : this.profile.freeSubject() ? List.<String>of() : commonNames) {
			if (this.wanted.names().stream().noneMatch((name) -> name.value().equals(commonName))) {
				add("/subject", Code.SUBJECT_CN_NOT_A_NAME,
						"The CN " + commonName + " is not one of the names; use one of them, or leave the CN out");
			}
		}
	}

	private void add(String field, Code code, String message) {
		this.violations.add(new Violation(field, code, message));
	}

}
