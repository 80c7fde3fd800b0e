package handfast.revocation;

import handfast.certificate.Certificate;

/**
 * Upward: whoever serves with certificates of ours is told before one is taken back.
 */
@FunctionalInterface
public interface InUse {

	/**
	 * Replaces the certificate where this very service serves with it.
	 */
	void replace(Certificate certificate);

}
