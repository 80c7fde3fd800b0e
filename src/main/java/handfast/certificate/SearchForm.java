package handfast.certificate;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import handfast.problem.ProblemType;
import handfast.validation.Code;
import handfast.validation.Violation;
import handfast.x509.DnsName;
import handfast.x509.Fingerprint;
import handfast.x509.MalformedException;
import handfast.x509.Name;
import org.jspecify.annotations.Nullable;

/**
 * Reads a search from the query of a URL. A filter that is misspelt is refused: left out
 * without a word, it would answer with certificates that were not meant.
 */
class SearchForm {

	private static final Set<String> FILTERS = Set.of("name", "status", "profile", "owner", "serialNumber",
			"fingerprint", "expiresBefore", "expiresAfter", "contact");

	private final Map<String, String[]> parameters;

	private final List<Violation> violations = new ArrayList<>();

	SearchForm(Map<String, String[]> parameters) {
		this.parameters = parameters;
	}

	/**
	 * @throws handfast.problem.Problem {@code INVALID_REQUEST} with all that is wrong
	 */
	CertificateQuery read() {
		refuseOthers();
		CertificateQuery query = new CertificateQuery(value("name", SearchForm::nameKey),
				value("status", SearchForm::status), value("profile", Function.identity()),
				value("owner", SearchForm::owner), value("serialNumber", SearchForm::serial),
				value("fingerprint", SearchForm::fingerprint), value("expiresBefore", SearchForm::time),
				value("expiresAfter", SearchForm::time), value("contact", Contact::parse));
		if (!this.violations.isEmpty()) {
			throw ProblemType.INVALID_REQUEST
				.because(this.violations.stream().map(Violation::message).collect(Collectors.joining("; ")))
				.with("violations", this.violations);
		}
		return query;
	}

	private void refuseOthers() {
		this.parameters.forEach((name, values) -> {
			if (!FILTERS.contains(name) && !name.equals("limit") && !name.equals("cursor")) {
				refuse(name, Code.UNKNOWN_FIELD, "There is no such filter; the filters are "
						+ FILTERS.stream().sorted().collect(Collectors.joining(", ")) + ", limit and cursor");
			}
			else if (values.length > 1) {
				refuse(name, Code.MALFORMED_VALUE, name + " stands twice; send it once");
			}
		});
	}

	private <T> @Nullable T value(String name, Function<String, T> read) {
		String[] values = this.parameters.get(name);
		if (values == null || values.length != 1) {
			return null;
		}
		try {
			return read.apply(values[0]);
		}
		catch (MalformedException ex) {
			refuse(name, Code.find(ex.code()).orElse(Code.MALFORMED_VALUE), String.valueOf(ex.getMessage()));
			return null;
		}
	}

	private void refuse(String name, Code code, String message) {
		this.violations.add(new Violation("/" + name.replace("~", "~0").replace("/", "~1"), code, message));
	}

	private static String nameKey(String text) {
		if (text.startsWith(".")) {
			return SearchKeys.below(DnsName.parse(text.substring(1)).value());
		}
		Name name = Name.parse(text);
		return SearchKeys.exactly(name.type(), name.value());
	}

	private static Status status(String text) {
		return Status.find(text)
			.orElseThrow(() -> new MalformedException(Code.UNKNOWN_VALUE.slug(), "status is one of "
					+ Arrays.stream(Status.values()).map(Status::label).collect(Collectors.joining(", "))));
	}

	private static UUID owner(String text) {
		try {
			return UUID.fromString(text);
		}
		catch (IllegalArgumentException ex) {
			throw new MalformedException(Code.MALFORMED_VALUE.slug(), "owner is the id of a token, a UUID");
		}
	}

	// Printed by others with colons, capitals, or without the octet that keeps it
	// positive.
	private static String serial(String text) {
		String digits = text.replace(":", "").toLowerCase(Locale.ROOT);
		if (!digits.matches("[0-9a-f]{1,80}")) {
			throw new MalformedException(Code.MALFORMED_VALUE.slug(), "serialNumber is written in hex digits");
		}
		return HexFormat.of().formatHex(new BigInteger(digits, 16).toByteArray());
	}

	private static Fingerprint fingerprint(String text) {
		return new Fingerprint(text.replace(":", "").toLowerCase(Locale.ROOT));
	}

	private static Instant time(String text) {
		try {
			Instant time = Instant.parse(text);
			if (time.isAfter(Instant.EPOCH) && time.isBefore(Place.START.notAfter())) {
				return time;
			}
		}
		catch (DateTimeException ex) {
			// Refused below, like a time that no certificate can have.
		}
		throw new MalformedException(Code.MALFORMED_VALUE.slug(), "Write the time as 2030-01-31T00:00:00Z");
	}

}
