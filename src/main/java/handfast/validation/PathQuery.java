package handfast.validation;

import java.time.Instant;
import java.util.List;

import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * A chain to be judged. A CA's certificate with neither name nor purpose asked for is
 * judged as a CA's, all else as that of a server or client.
 *
 * @param chain DER as sent, leaf first; may hold anything
 * @param anchors DER of the trusted roots
 * @param at the time that dates are judged at
 * @param serverName DNS name or address that the leaf must hold; null for none
 * @param purpose OID of the extended key usage that the leaf must have; null for none
 * @param rehearsalKey checks the leaf's signature in place of its issuer's key, for a
 * rehearsal copy (security §1.2); null otherwise
 */
public record PathQuery(List<byte[]> chain, List<byte[]> anchors, Instant at, @Nullable String serverName,
		@Nullable String purpose, @Nullable SubjectPublicKeyInfo rehearsalKey) {
}
