package handfast.authority;

import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * Signs with a CA's key, wherever it is: in memory here, behind a handle in hardware
 * elsewhere. Used by several threads at once.
 */
interface CaSigner {

	AlgorithmIdentifier algorithm();

	/**
	 * One signature over the bytes, in the form that X.509 wants.
	 * @throws handfast.problem.Problem where the key can't be reached
	 */
	byte[] sign(byte[] bytes);

}
