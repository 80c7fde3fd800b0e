package handfast.bundle.file;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;

import handfast.validation.Code;
import handfast.x509.MalformedException;
import handfast.x509.Text;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * A bag of a PKCS #12 file with what stands beside it.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc7292#section-4.2 RFC 7292 §4.2
 */
final class Bag {

	// What the JDK marks with what it trusts; OpenSSL sets it from 3.2 on, when asked.
	private static final ASN1ObjectIdentifier TRUSTED_KEY_USAGE = new ASN1ObjectIdentifier(
			"2.16.840.1.113894.746875.1.1");

	private final SafeBag bag;

	Bag(SafeBag bag) {
		this.bag = bag;
	}

	boolean isKey() {
		return isEncryptedKey() || this.bag.getBagId().equals(PKCSObjectIdentifiers.keyBag);
	}

	boolean isEncryptedKey() {
		return this.bag.getBagId().equals(PKCSObjectIdentifiers.pkcs8ShroudedKeyBag);
	}

	boolean isNest() {
		return this.bag.getBagId().equals(PKCSObjectIdentifiers.safeContentsBag);
	}

	ASN1Encodable value() {
		return this.bag.getBagValue();
	}

	/**
	 * The private key.
	 * @throws MalformedException {@code key-password-differs}, or what keeps it shut
	 */
	HeldKey key(Unlocking unlocking) {
		if (!isEncryptedKey()) {
			return HeldKey.of(PrivateKeyInfo.getInstance(value()));
		}
		EncryptedPrivateKeyInfo encrypted = EncryptedPrivateKeyInfo.getInstance(value());
		try {
			byte[] opened = unlocking.open(encrypted.getEncryptionAlgorithm(), encrypted.getEncryptedData());
			return HeldKey.of(PrivateKeyInfo.getInstance(FileKind.Asn1.read(opened)));
		}
		catch (MalformedException ex) {
			if (ex.code().equals(Code.KEY_DERIVATION_TOO_COSTLY.slug())) {
				throw ex;
			}
			throw differs();
		}
		// The password opened the rest. By chance a wrong one gives right padding.
		catch (GeneralSecurityException | IllegalArgumentException ex) {
			throw differs();
		}
	}

	private static MalformedException differs() {
		return new MalformedException(Code.KEY_PASSWORD_DIFFERS.slug(),
				"The file " + Code.KEY_PASSWORD_DIFFERS.cause());
	}

	/**
	 * DER of a certificate; null for a bag of another kind.
	 */
	byte @Nullable [] certificate() {
		if (!this.bag.getBagId().equals(PKCSObjectIdentifiers.certBag)) {
			return null;
		}
		CertBag certificate = CertBag.getInstance(value());
		return certificate.getCertId().equals(PKCSObjectIdentifiers.x509Certificate)
				? ASN1OctetString.getInstance(certificate.getCertValue()).getOctets() : null;
	}

	static Optional<X509CertificateHolder> parsed(byte[] der) {
		try {
			return Optional.of(new X509CertificateHolder(der));
		}
		// The library throws what it likes on bytes of a stranger.
		catch (IOException | RuntimeException ex) {
			return Optional.empty();
		}
	}

	static Optional<SubjectPublicKeyInfo> publicKey(byte[] der) {
		return parsed(der).map(X509CertificateHolder::getSubjectPublicKeyInfo);
	}

	String friendlyName() {
		return attribute(PKCSObjectIdentifiers.pkcs_9_at_friendlyName)
			.map((name) -> (name instanceof ASN1String string) ? Text.printable(string.getString()) : "")
			.orElse("");
	}

	boolean isTrusted() {
		return attribute(TRUSTED_KEY_USAGE).isPresent();
	}

	boolean hasSameIdAs(Bag other) {
		Optional<byte[]> id = localKeyId();
		return id.isPresent() && other.localKeyId().filter((its) -> Arrays.equals(its, id.get())).isPresent();
	}

	private Optional<byte[]> localKeyId() {
		return attribute(PKCSObjectIdentifiers.pkcs_9_at_localKeyId)
			.map((id) -> ASN1OctetString.getInstance(id).getOctets());
	}

	private Optional<ASN1Encodable> attribute(ASN1ObjectIdentifier oid) {
		if (this.bag.getBagAttributes() == null) {
			return Optional.empty();
		}
		for (ASN1Encodable one : this.bag.getBagAttributes()) {
			Attribute attribute = Attribute.getInstance(one);
			if (attribute.getAttrType().equals(oid) && attribute.getAttrValues().size() > 0) {
				return Optional.of(attribute.getAttrValues().getObjectAt(0));
			}
		}
		return Optional.empty();
	}

	@Override
	public String toString() {
		return "Bag[***]";
	}

}
