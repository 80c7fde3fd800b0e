package handfast.authority;

import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * Signs CRLs, and nothing else, by the key of a CA.
 */
public interface CrlSigner {

	AlgorithmIdentifier algorithm();

	/**
	 * Signs the tbsCertList, which is not copied.
	 * @throws IllegalArgumentException where it is none
	 */
	byte[] sign(byte[] tbs);

}
