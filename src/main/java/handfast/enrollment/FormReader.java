package handfast.enrollment;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import handfast.certificate.Contact;
import handfast.problem.ProblemType;
import handfast.validation.Code;
import handfast.validation.Violation;
import handfast.x509.DistinguishedName;
import handfast.x509.KeyAlgorithm;
import handfast.x509.MalformedException;
import handfast.x509.Name;
import org.jspecify.annotations.Nullable;

/**
 * Parses the texts of a form and gathers what can't be parsed, so that the caller is told
 * all at once.
 */
final class FormReader {

	private static final int MAXIMUM_NAMES = 100;

	private static final int MAXIMUM_CONTACTS = 10;

	// A hundred of the longest DNS names fit; only URIs can be longer in all.
	private static final int MAXIMUM_CHARACTERS = 30_000;

	private final List<Violation> violations = new ArrayList<>();

	List<Name> names(String field, @Nullable List<@Nullable String> texts) {
		List<Name> names = new ArrayList<>();
		if (texts == null) {
			return names;
		}
		if (texts.size() > MAXIMUM_NAMES) {
			conflict(field, Code.NAMES_TOO_MANY, "A certificate holds at most " + MAXIMUM_NAMES + " names and "
					+ texts.size() + " are asked for: split them over several.");
			return names;
		}
		for (int i = 0; i < texts.size(); i++) {
			String text = texts.get(i);
			String place = field + "/" + i;
			if (text == null) {
				conflict(place, Code.REQUIRED, "A name is missing here: write it, or leave the entry out.");
			}
			else {
				parse(place, () -> Name.parse(text)).ifPresent(names::add);
			}
		}
		int characters = names.stream().mapToInt((name) -> name.value().length()).sum();
		if (characters > MAXIMUM_CHARACTERS) {
			conflict(field, Code.OUT_OF_RANGE, "These names have " + characters + " characters together, and "
					+ MAXIMUM_CHARACTERS + " are taken at most: split them over several certificates.");
		}
		return names;
	}

	List<Contact> contacts(String field, @Nullable List<@Nullable String> texts) {
		List<@Nullable String> given = (texts != null) ? texts : List.of();
		if (given.size() > MAXIMUM_CONTACTS) {
			conflict(field, Code.OUT_OF_RANGE,
					"At most " + MAXIMUM_CONTACTS + " are told: write one address that reaches them all.");
			return List.of();
		}
		Set<Contact> contacts = new LinkedHashSet<>();
		for (int i = 0; i < given.size(); i++) {
			String text = given.get(i);
			String place = field + "/" + i;
			if (text == null) {
				conflict(place, Code.REQUIRED, "A contact is missing here: write it, or leave the entry out.");
			}
			else {
				parse(place, () -> Contact.parse(text)).ifPresent(contacts::add);
			}
		}
		return List.copyOf(contacts);
	}

	Optional<DistinguishedName> subject(String field, @Nullable String text) {
		return (text != null) ? parse(field, () -> DistinguishedName.parse(text)) : Optional.empty();
	}

	Optional<KeyAlgorithm> keyAlgorithm(String field, @Nullable String label) {
		if (label == null) {
			return Optional.empty();
		}
		Optional<KeyAlgorithm> algorithm = KeyAlgorithm.find(label);
		if (algorithm.isEmpty()) {
			conflict(field, Code.UNKNOWN_VALUE, "Not a key algorithm; write one of " + KeyAlgorithm.labels() + ".");
		}
		return algorithm;
	}

	void conflict(String field, Code code, String message) {
		this.violations.add(new Violation(field, code, message));
	}

	void requireReadable() {
		if (!this.violations.isEmpty()) {
			throw ProblemType.INVALID_REQUEST.because(this.violations.getFirst().message())
				.with("violations", this.violations);
		}
	}

	private <T> Optional<T> parse(String field, java.util.function.Supplier<T> parser) {
		try {
			return Optional.of(parser.get());
		}
		catch (MalformedException ex) {
			conflict(field, Code.of(ex.code()), ex.getMessage());
			return Optional.empty();
		}
	}

}
