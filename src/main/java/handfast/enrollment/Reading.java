package handfast.enrollment;

import java.util.Optional;

import handfast.enrollment.EnrollmentOutcome.Refused;
import handfast.key.CheckedCsr;
import handfast.profile.Wanted;

/**
 * A request after its CSR, where it has one, was read.
 */
sealed interface Reading {

	record Readable(Wanted wanted, Optional<CheckedCsr> csr) implements Reading {
	}

	record Unreadable(Refused refused) implements Reading {
	}

}
