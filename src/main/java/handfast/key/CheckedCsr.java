package handfast.key;

import java.util.List;
import java.util.Set;

import handfast.x509.DistinguishedName;
import handfast.x509.KeyAlgorithm;
import handfast.x509.Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * What is read from a CSR that passed the gate: its key, its subject and its SAN
 * (security §3.4), and what it hopes to be for, so that a profile which does not give
 * that can say so.
 *
 * @param requestedPurposes OIDs of the extended key usages asked for; empty where none
 * @param heldKey the row of this key's private half where Handfast holds it
 */
public record CheckedCsr(SubjectPublicKeyInfo publicKey, KeyAlgorithm algorithm, DistinguishedName subject,
		List<Name> names, Set<String> requestedPurposes, @Nullable HeldKey heldKey) {

	public CheckedCsr {
		names = List.copyOf(names);
		requestedPurposes = Set.copyOf(requestedPurposes);
	}

	/**
	 * Of a key that is not held here, with no purpose asked for.
	 */
	public CheckedCsr(SubjectPublicKeyInfo publicKey, KeyAlgorithm algorithm, DistinguishedName subject,
			List<Name> names) {
		this(publicKey, algorithm, subject, names, Set.of(), null);
	}

}
