package handfast.revocation;

import java.util.Arrays;
import java.util.Optional;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * How a request may name a certificate: by hashes of its issuer made with SHA-1 or
 * SHA-256, each written with the parameter NULL or without. An answer repeats it to the
 * bit, so each has an answer of its own.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc6960#section-4.1.1 RFC 6960 §4.1.1
 */
enum OcspForm {

	SHA1("SHA-1", OIWObjectIdentifiers.idSHA1, DERNull.INSTANCE),

	SHA256("SHA-256", NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE),

	SHA1_BARE("SHA-1", OIWObjectIdentifiers.idSHA1, null),

	SHA256_BARE("SHA-256", NISTObjectIdentifiers.id_sha256, null);

	private final String digest;

	private final AlgorithmIdentifier algorithm;

	OcspForm(String digest, ASN1ObjectIdentifier oid, @Nullable DERNull parameters) {
		this.digest = digest;
		this.algorithm = (parameters != null) ? new AlgorithmIdentifier(oid, parameters) : new AlgorithmIdentifier(oid);
	}

	/**
	 * As the Java cryptography architecture names the hash.
	 */
	String digest() {
		return this.digest;
	}

	AlgorithmIdentifier algorithm() {
		return this.algorithm;
	}

	static Optional<OcspForm> of(AlgorithmIdentifier algorithm) {
		return Arrays.stream(values()).filter((form) -> form.algorithm.equals(algorithm)).findFirst();
	}

}
