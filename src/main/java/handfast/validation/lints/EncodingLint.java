package handfast.validation.lints;

import java.util.List;

import handfast.validation.Finding;

/**
 * One rule about bytes that a library may already refuse to read, or silently put right.
 */
interface EncodingLint {

	List<Finding> check(Encoded encoded);

}
