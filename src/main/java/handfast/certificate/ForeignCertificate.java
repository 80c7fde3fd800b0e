package handfast.certificate;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import handfast.x509.ObservedName;

/**
 * A certificate that another CA signed for a key of ours, as it was observed.
 *
 * @param der of the leaf
 * @param chain DER of the CA certificates above it, nearest first, never the root
 * @param issuerName DER of the issuer's name, which with the serial tells it apart
 * @param serial content octets of the INTEGER as they are
 */
public record ForeignCertificate(UUID id, byte[] der, List<byte[]> chain, byte[] issuerName, byte[] serial, UUID owner,
		List<ObservedName> names, String subject, String issuer, Instant notBefore, Instant notAfter,
		String keyAlgorithm, UUID subjectKey, byte[] spkiSha256) {
}
