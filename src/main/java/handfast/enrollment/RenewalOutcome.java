package handfast.enrollment;

import handfast.certificate.Certificate;

/**
 * What becomes of a renewal.
 */
public sealed interface RenewalOutcome {

	/**
	 * A successor was made.
	 */
	record Made(Certificate successor) implements RenewalOutcome {
	}

	/**
	 * There is a successor already, which stands.
	 */
	record Standing(Certificate successor) implements RenewalOutcome {
	}

	/**
	 * Refused by a rule; nothing was made.
	 */
	record Refused(EnrollmentOutcome.Refused why) implements RenewalOutcome {
	}

}
