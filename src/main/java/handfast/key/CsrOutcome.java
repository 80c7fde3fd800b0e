package handfast.key;

import java.util.List;

import handfast.validation.Violation;

/**
 * What the gate says of a CSR.
 */
public sealed interface CsrOutcome {

	record Accepted(CheckedCsr csr) implements CsrOutcome {
	}

	record Refused(List<Violation> violations) implements CsrOutcome {
	}

}
