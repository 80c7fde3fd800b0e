package handfast.certificate;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import handfast.storage.Node;
import handfast.x509.ObservedName;
import handfast.x509.SerialNumber;
import org.jspecify.annotations.Nullable;

/**
 * The intent to sign: all that is known of a certificate but its signature.
 *
 * @param issuerKey the CA key that will sign; the own key of a root
 * @param authority the CA of ours that this key belongs to
 * @param shard of the CRL that the certificate names
 * @param tbs DER of the tbsCertificate, the bytes that will be signed
 * @param profile null for CA certificates
 * @param subjectKey id of the key row, null where there is none
 * @param spkiSha256 SHA-256 of the SubjectPublicKeyInfo's DER
 * @param predecessor the certificate that this one renews; becomes superseded by it
 * @param lineage id of the first of its line; its own for the first
 * @param upkeep who is told about it, and whether it is renewed by itself
 * @param node this process, which {@code RESERVED} rows are told apart by
 */
public record Reservation(UUID id, Certificate.Kind kind, UUID issuerKey, @Nullable UUID authority, SerialNumber serial,
		int shard, byte[] tbs, UUID owner, @Nullable String profile, @Nullable String profileVersion,
		List<ObservedName> names, String subject, String issuer, Instant notBefore, Instant notAfter,
		String keyAlgorithm, @Nullable UUID subjectKey, byte[] spkiSha256, boolean keyHeld, UUID lineage,
		@Nullable UUID predecessor, Upkeep upkeep, Node node, @Nullable String requestId) {

	/**
	 * Of a certificate that is nobody's but the CA's.
	 */
	public Reservation(UUID id, Certificate.Kind kind, UUID issuerKey, @Nullable UUID authority, SerialNumber serial,
			int shard, byte[] tbs, UUID owner, @Nullable String profile, @Nullable String profileVersion,
			List<ObservedName> names, String subject, String issuer, Instant notBefore, Instant notAfter,
			String keyAlgorithm, @Nullable UUID subjectKey, byte[] spkiSha256, boolean keyHeld, UUID lineage,
			@Nullable UUID predecessor, Node node, @Nullable String requestId) {
		this(id, kind, issuerKey, authority, serial, shard, tbs, owner, profile, profileVersion, names, subject, issuer,
				notBefore, notAfter, keyAlgorithm, subjectKey, spkiSha256, keyHeld, lineage, predecessor, Upkeep.NONE,
				node, requestId);
	}

}
