package handfast.authority;

import handfast.certificate.Certificate;

/**
 * The CAs of this installation.
 */
public interface Authorities {

	/**
	 * Issues through the one gate: rehearse, record, sign, keep (security §1).
	 * @throws handfast.problem.Problem where a rule refuses it or the service can't sign
	 */
	Certificate issue(Order order);

	/**
	 * DER of the current root certificate, the trust anchor.
	 */
	byte[] root();

}
