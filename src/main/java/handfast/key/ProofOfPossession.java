package handfast.key;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Signature;
import java.util.Optional;

import handfast.validation.Code;
import handfast.x509.KeyAlgorithm;

/**
 * Whether a request is signed by the key that it brings, in a way that is taken.
 */
class ProofOfPossession {

	private final CryptoProviders providers;

	ProofOfPossession(CryptoProviders providers) {
		this.providers = providers;
	}

	/**
	 * Checks the signature of a request whose key has been judged.
	 */
	void check(CsrParts csr, KeyAlgorithm key, Refusals refusals) {
		Optional<SignatureAlgorithm> algorithm = SignatureAlgorithm.find(csr.signatureAlgorithm());
		if (algorithm.isEmpty()) {
			refusals.add(Code.CSR_SIGNATURE_ALGORITHM,
					"The CSR is signed by " + csr.signatureAlgorithm().getAlgorithm()
							+ (SignatureAlgorithm.knowsOid(csr.signatureAlgorithm())
									? " with parameters that are not exact" : "")
							+ ". Sign with SHA-256 or better, by the algorithm of its key.");
		}
		else if (!algorithm.get().fits(key)) {
			refusals.add(Code.CSR_SIGNATURE_ALGORITHM, "The CSR says that it is signed by " + algorithm.get().jcaName()
					+ ", and its key is " + key.label() + ". Sign it with its own key.");
		}
		else if (!verifies(csr, key, algorithm.get())) {
			refusals.add(Code.CSR_SIGNATURE_INVALID,
					"The CSR is not signed by its own key. Make it with the private key that belongs to it.");
		}
	}

	private boolean verifies(CsrParts csr, KeyAlgorithm key, SignatureAlgorithm algorithm) {
		// Only Bouncy Castle takes PSS with its parameters in the name
		Provider provider = algorithm.isPss() ? this.providers.bouncyCastle() : this.providers.fastest(key);
		try {
			Signature verifier = Signature.getInstance(algorithm.jcaName(), provider);
			verifier.initVerify(this.providers.publicKey(key, csr.publicKey()));
			verifier.update(csr.signed());
			return verifier.verify(csr.signature());
		}
		catch (GeneralSecurityException | RuntimeException ex) {
			return false;
		}
	}

}
