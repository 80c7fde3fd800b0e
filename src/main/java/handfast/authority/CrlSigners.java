package handfast.authority;

import handfast.x509.EncodedCrl;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

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
	public CrlSigner signer(Authority authority) {
		return new OnlyCrls(this.cas.of(authority).signer());
	}

	/**
	 * Certificates pass through {@link Issuance} alone.
	 */
	private record OnlyCrls(CaSigner signer) implements CrlSigner {

		@Override
		public AlgorithmIdentifier algorithm() {
			return this.signer.algorithm();
		}

		@Override
		public byte[] sign(byte[] tbs) {
			if (!EncodedCrl.isTbs(tbs)) {
				throw new IllegalArgumentException("These bytes are no CRL");
			}
			return this.signer.sign(tbs);
		}

	}

}
