package handfast.key;

import java.util.List;

import handfast.x509.DistinguishedName;
import handfast.x509.KeyAlgorithm;
import handfast.x509.Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * What is read from a CSR that passed the gate: its key, its subject and its SAN, and
 * nothing else (security §3.4).
 */
public record CheckedCsr(SubjectPublicKeyInfo publicKey, KeyAlgorithm algorithm, DistinguishedName subject,
		List<Name> names) {
}
