package handfast.delivery;

import handfast.certificate.Certificate;
import handfast.key.SubjectKey;

/**
 * Hands over what has been proven.
 */
public interface Deliveries {

	/**
	 * Runs the self-test on the PEM bundle of a certificate that was just issued and
	 * keeps its summary; {@code not-run} where the key is not held. Never throws for a
	 * failed test: the verdict says so.
	 * @return the certificate with its proof
	 */
	Certificate prove(Certificate certificate, SubjectKey key);

}
