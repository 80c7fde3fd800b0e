package handfast.certificate;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Where a certificate stands, computed when read. The order is that of the contract: the
 * first that holds is the status.
 */
public enum Status {

	REVOKED, ON_HOLD, EXPIRED, SUPERSEDED, PENDING, ACTIVE;

	static Status of(Certificate certificate, Instant now) {
		return of(certificate.revocation() != null, certificate.onHold(), certificate.successor() != null,
				certificate.notBefore(), certificate.notAfter(), now);
	}

	static Status of(boolean takenBack, boolean onHold, boolean succeeded, Instant notBefore, Instant notAfter,
			Instant now) {
		if (takenBack) {
			return onHold ? ON_HOLD : REVOKED;
		}
		// RFC 5280 §4.1.2.5: notAfter is the last second of the validity, itself
		// included.
		if (!now.isBefore(notAfter.plusSeconds(1))) {
			return EXPIRED;
		}
		if (succeeded) {
			return SUPERSEDED;
		}
		return now.isBefore(notBefore) ? PENDING : ACTIVE;
	}

	@JsonValue
	public String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	static Optional<Status> find(String label) {
		return Arrays.stream(values()).filter((status) -> status.label().equals(label)).findFirst();
	}

}
