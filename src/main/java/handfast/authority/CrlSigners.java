package handfast.authority;

import java.util.UUID;

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
	 * Signs with the key of the authority. The root's is opened for this one use.
	 * @throws handfast.problem.Problem {@code SEALED} where the key can't be opened here
	 */
	public ContentSigner signer(Authority authority) {
		SigningCa ca = (authority.kind() == Authority.Kind.ROOT) ? this.cas.root() : this.cas.issuing();
		UUID key = authority.key();
		if (!ca.key().equals(key)) {
			throw new IllegalStateException("The key " + key + " is not in use any more");
		}
		// Throws where the bytes are no TBSCertList: certificates pass through Issuance
		// alone.
		return new OnlySigner(ca.signer(), TBSCertList::getInstance);
	}

}
