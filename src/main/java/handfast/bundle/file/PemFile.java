package handfast.bundle.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

import handfast.bundle.file.Contents.KeyEntry;
import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.x509.MalformedException;
import handfast.x509.Pem;
import handfast.x509.Secret;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/**
 * Certificates and keys as text, or one of them as DER. Keys are taken as PKCS #8 in
 * clear or encrypted, PKCS #1 and SEC 1.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc7468 RFC 7468
 * @spec https://www.rfc-editor.org/rfc/rfc5915 RFC 5915
 */
final class PemFile {

	private final @Nullable Secret password;

	private final Unlocking unlocking;

	private final List<byte[]> certificates = new ArrayList<>();

	private final List<KeyEntry> keys = new ArrayList<>();

	private final List<Finding> findings = new ArrayList<>();

	private PemFile(@Nullable Secret password) {
		this.password = password;
		this.unlocking = new Unlocking(password);
	}

	/**
	 * Reads text.
	 * @throws MalformedException {@code pem-malformed}, or {@code key-unreadable} for a
	 * key in a form that only OpenSSL knows
	 */
	static Contents read(byte[] bytes, @Nullable Secret password) {
		String text = new String(bytes, StandardCharsets.ISO_8859_1);
		if (text.contains("Proc-Type: 4,ENCRYPTED")) {
			throw new MalformedException(Code.KEY_UNREADABLE.slug(),
					"The private key is encrypted in OpenSSL's old form, which few readers know. "
							+ Code.KEY_UNREADABLE.fix());
		}
		PemFile file = new PemFile(password);
		Pem.read(text).forEach(file::take);
		if (file.certificates.isEmpty() && file.keys.isEmpty()) {
			throw new MalformedException(Code.PEM_MALFORMED.slug(),
					"There is no CERTIFICATE block and no private key in it");
		}
		return file.contents();
	}

	/**
	 * Reads a private key in DER.
	 */
	static Contents readKey(byte[] der, @Nullable Secret password) {
		PemFile file = new PemFile(password);
		file.key(der);
		return file.contents();
	}

	private Contents contents() {
		this.findings.addAll(this.unlocking.findings("The private key"));
		return new Contents(this.keys, this.certificates, List.of(), this.findings);
	}

	private void take(Pem.Block block) {
		switch (block.label()) {
			case "CERTIFICATE", "X509 CERTIFICATE" -> this.certificates.add(block.der());
			case "PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY" -> key(block.der());
			case "ENCRYPTED PRIVATE KEY" -> encrypted(block.der());
			default -> {
				// Such as EC PARAMETERS, which older tools put before the key.
			}
		}
	}

	private void encrypted(byte[] der) {
		if (this.password == null) {
			lost(Code.PASSWORD_REQUIRED, "The private key is under a password; send it along");
			return;
		}
		try {
			EncryptedPrivateKeyInfo encrypted = EncryptedPrivateKeyInfo.getInstance(der);
			byte[] opened = this.unlocking.open(encrypted.getEncryptionAlgorithm(), encrypted.getEncryptedData());
			add(PrivateKeyInfo.getInstance(FileKind.Asn1.read(opened)));
		}
		catch (MalformedException ex) {
			boolean costly = ex.code().equals(Code.KEY_DERIVATION_TOO_COSTLY.slug());
			lost(costly ? Code.KEY_DERIVATION_TOO_COSTLY : Code.KEY_UNREADABLE,
					String.valueOf(ex.getMessage()).replace("The file", "The private key"));
		}
		// The library throws what it likes at bytes that are not as they should be.
		catch (GeneralSecurityException | RuntimeException ex) {
			lost(Code.KEY_UNREADABLE, "The private key can't be opened: the password is another one, or it is damaged");
		}
	}

	private void key(byte[] der) {
		try {
			add(pkcs8(ASN1Sequence.getInstance(FileKind.Asn1.read(der))));
		}
		catch (IOException | RuntimeException ex) {
			lost(Code.KEY_UNREADABLE, "The private key can't be read: it is damaged, or no PKCS #8, PKCS #1 or SEC 1");
		}
	}

	// By what follows the version: labels are often wrong.
	private static PrivateKeyInfo pkcs8(ASN1Sequence key) throws IOException {
		ASN1Encodable second = key.getObjectAt(1);
		if (second instanceof ASN1Integer) {
			return new PrivateKeyInfo(new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
					RSAPrivateKey.getInstance(key));
		}
		if (second instanceof ASN1OctetString) {
			ECPrivateKey ec = ECPrivateKey.getInstance(key);
			return new PrivateKeyInfo(
					new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, ec.getParametersObject()), ec);
		}
		return PrivateKeyInfo.getInstance(key);
	}

	private void add(PrivateKeyInfo info) {
		HeldKey key = HeldKey.of(info);
		if (key.publicKey().isEmpty()) {
			this.findings.add(Finding.of(Code.KEY_UNREADABLE,
					"The private key can't be read: it is of a kind that is not known, or its parts don't belong together"));
		}
		this.keys.add(new KeyEntry("", key, List.of(), true));
	}

	private void lost(Code code, String why) {
		this.findings.add(Finding.of(code, why));
		this.keys.add(new KeyEntry("", HeldKey.unreadable(), List.of(), true));
	}

}
