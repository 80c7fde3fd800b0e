package handfast.validation.lints;

import java.util.List;

import handfast.validation.Finding;

/**
 * One rule about CRLs, of the same kind as {@link Lint}.
 */
interface CrlLint {

	List<Finding> check(CrlSpecimen specimen);

}
