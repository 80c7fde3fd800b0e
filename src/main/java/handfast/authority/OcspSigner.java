package handfast.authority;

import java.time.Instant;
import java.util.UUID;

import org.bouncycastle.asn1.ocsp.ResponseData;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.operator.ContentSigner;

/**
 * A key that a CA has certified to sign OCSP answers in its place, and nothing else.
 */
public final class OcspSigner {

	private final UUID id;

	private final X509CertificateHolder certificate;

	private final CaSigner signer;

	OcspSigner(UUID id, X509CertificateHolder certificate, CaSigner signer) {
		this.id = id;
		this.certificate = certificate;
		this.signer = signer;
	}

	/**
	 * Of its certificate in the inventory.
	 */
	UUID id() {
		return this.id;
	}

	/**
	 * What goes along with each answer.
	 */
	public X509CertificateHolder certificate() {
		return this.certificate;
	}

	public Instant notAfter() {
		return this.certificate.getNotAfter().toInstant();
	}

	/**
	 * For one answer.
	 */
	public ContentSigner contentSigner() {
		return new OnlySigner(this.signer, ResponseData::getInstance);
	}

}
