package handfast.key;

import java.util.List;
import java.util.Optional;

import handfast.validation.Code;
import handfast.validation.KeyRules;
import handfast.validation.KeyVerdict;
import handfast.validation.WeakKeys;
import handfast.x509.DistinguishedName;
import handfast.x509.KeyAlgorithm;

import org.springframework.stereotype.Service;

/**
 * The allow-list that a CSR must pass (security §3). Everything unlisted is refused with
 * a code; all that can be told at once is told. Whatever the bytes are, the gate answers
 * and never throws: size, depth and counts are bounded before anything costs time.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc2986#section-4 RFC 2986 §4
 */
@Service
public class CsrGate {

	private final KnownKeys knownKeys;

	private final ProofOfPossession proofOfPossession;

	CsrGate(KnownKeys knownKeys, CryptoProviders providers) {
		this.knownKeys = knownKeys;
		this.proofOfPossession = new ProofOfPossession(providers);
	}

	/**
	 * Judges one PEM request within 250 ms.
	 * @param pem as it came in
	 * @param field JSON Pointer that violations name
	 */
	public CsrOutcome check(String pem, String field) {
		Refusals refusals = new Refusals(field);
		return CsrPem.read(pem, refusals)
			.flatMap((der) -> CsrParts.read(der, refusals))
			.flatMap((parts) -> check(parts, refusals))
			.<CsrOutcome>map(CsrOutcome.Accepted::new)
			.orElseGet(() -> new CsrOutcome.Refused(refusals.violations()));
	}

	private Optional<CheckedCsr> check(CsrParts parts, Refusals refusals) {
		Optional<DistinguishedName> subject = CsrSubject.read(parts.subject(), refusals);
		RequestedExtensions extensions = RequestedExtensions.read(parts, refusals);
		Optional<KeyAlgorithm> algorithm = checkKey(parts, refusals);
		algorithm.filter((known) -> extensions.keyEncipherment() && !known.isRsa())
			.ifPresent((known) -> refusals.add(Code.CSR_EXTENSION_REFUSED,
					"The CSR asks for the key usage keyEncipherment,"
							+ " which only RSA keys have. Leave it out, as in keyUsage = critical,digitalSignature."));
		// The key is judged before it is used: the signature of a bad one is never
		// checked
		algorithm.ifPresent((known) -> this.proofOfPossession.check(parts, known, refusals));
		if (!refusals.isEmpty() || subject.isEmpty() || algorithm.isEmpty()) {
			return Optional.empty();
		}
		return askForKey(parts, refusals).map((known) -> new CheckedCsr(parts.publicKey(), algorithm.get(),
				subject.get(), List.copyOf(extensions.names()), extensions.purposes(), extensions.keyEncipherment(),
				known.heldKey()));
	}

	private static Optional<KeyAlgorithm> checkKey(CsrParts parts, Refusals refusals) {
		return switch (KeyRules.check(parts.publicKey())) {
			case KeyVerdict.Refused(Code code, String message) -> {
				refusals.add(code, "The key " + message + ". " + code.fix() + ".");
				yield Optional.empty();
			}
			case KeyVerdict.Known(KeyAlgorithm algorithm) -> {
				Optional<Code> weak = algorithm.isRsa() ? WeakKeys.check(parts.publicKey()) : Optional.empty();
				weak.ifPresent((code) -> refusals.add(code, "The key " + code.cause() + ". " + code.fix() + "."));
				yield weak.isPresent() ? Optional.empty() : Optional.of(algorithm);
			}
		};
	}

	// One look into the database, and only for a request that has passed all else
	private Optional<KnownKeys.Known> askForKey(CsrParts parts, Refusals refusals) {
		KnownKeys.Known known = this.knownKeys.find(Spki.sha256(parts.publicKey()));
		String blocked = known.blockedBecause();
		if (blocked != null) {
			refusals.add(Code.KEY_BLOCKED, "The key is on the block list (" + blocked + "). Make a new key.");
			return Optional.empty();
		}
		return Optional.of(known);
	}

}
