package handfast.authority;

import org.bouncycastle.asn1.x509.TBSCertList;
import org.bouncycastle.operator.ContentSigner;

import org.springframework.stereotype.Service;

/**
 * Lets CRLs be signed by a CA's key, and nothing else: what the signer is given must be a
 * list, not a certificate.
 */
@Service
public class CrlSigners {

	private final SigningCas cas;

	CrlSigners(SigningCas cas) {
		this.cas = cas;
	}

	/**
	 * Signs with the key of the authority. A root's is opened for this one use.
	 * @throws handfast.problem.Problem {@code SEALED} where the key can't be opened here
	 */
	public ContentSigner signer(Authority authority) {
		SigningCa ca = this.cas.of(authority);
		// Throws where the bytes are no TBSCertList: certificates pass through Issuance
		// alone.
		return new OnlySigner(ca.signer(), TBSCertList::getInstance);
	}

}
