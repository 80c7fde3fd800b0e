package handfast.validation.lints;

import java.io.IOException;

import handfast.validation.Verifications;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * Verifies signatures of certificates and CRLs.
 */
final class Signatures {

	private Signatures() {
	}

	/**
	 * Whether the signature is the key's. Whatever can't be judged is not.
	 */
	static boolean verifies(SubjectPublicKeyInfo key, AlgorithmIdentifier algorithm, ASN1Encodable signed,
			ASN1BitString signature) {
		try {
			return Verifications.verifies(key, algorithm, signed.toASN1Primitive().getEncoded(ASN1Encoding.DER),
					signature.getOctets());
		}
		catch (IOException | RuntimeException ex) {
			return false;
		}
	}

}
