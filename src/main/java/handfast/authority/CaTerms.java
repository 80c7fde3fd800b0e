package handfast.authority;

import java.time.Duration;
import java.util.List;

import handfast.x509.DistinguishedName;
import handfast.x509.KeyAlgorithm;
import handfast.x509.PermitRule;

/**
 * What a CA is to be; those that follow it are made alike.
 *
 * @param series name that profiles know it by, and all that follow it
 * @param lifetime of its certificate
 * @param pathLength how many CAs may stand below it; {@link #ANY_LENGTH} for a root
 * @param permitted domains and networks that it may certify alone; empty for all
 */
record CaTerms(String series, DistinguishedName subject, KeyAlgorithm algorithm, Duration lifetime, int pathLength,
		List<PermitRule> permitted) {

	static final int ANY_LENGTH = -1;

	/**
	 * The series of roots.
	 */
	static final String ROOT = "root";

}
