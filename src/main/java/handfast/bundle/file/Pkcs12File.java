package handfast.bundle.file;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.Severity;
import handfast.x509.MalformedException;
import handfast.x509.Secret;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.jspecify.annotations.Nullable;

/**
 * A stranger's PKCS #12 file, read bag by bag: a ready-made keystore would say neither by
 * what it is encrypted nor why a reader finds nothing in it.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc7292 RFC 7292
 */
final class Pkcs12File {

	private static final int DEEPEST = 4;

	private final @Nullable Secret password;

	private final Unlocking unlocking;

	private final List<Finding> findings = new ArrayList<>();

	private final List<Bag> bags = new ArrayList<>();

	private Pkcs12File(@Nullable Secret password) {
		this.password = password;
		this.unlocking = new Unlocking(password);
	}

	static Contents read(byte[] bytes, @Nullable Secret password) {
		Pkcs12File file = new Pkcs12File(password);
		try {
			file.open(bytes);
			Contents found = new Pkcs12Entries(file.bags, file.unlocking, file.findings).contents();
			file.tellCiphers();
			return found.with(file.findings);
		}
		catch (MalformedException ex) {
			Code code = Code.of(ex.code());
			file.findings.add(0, Finding.of(code, String.valueOf(ex.getMessage())));
		}
		// The library throws what it likes at bytes that are not as they should be.
		catch (GeneralSecurityException | RuntimeException | StackOverflowError ex) {
			file.findings.add(0, Finding.of(Code.KEYSTORE_UNREADABLE,
					"A part of the file can't be opened: it is damaged, or under another password"));
		}
		return Contents.closed(file.findings);
	}

	private void open(byte[] bytes) throws GeneralSecurityException {
		Pfx file = Pfx.getInstance(FileKind.Asn1.read(bytes));
		if (!file.getAuthSafe().getContentType().equals(PKCSObjectIdentifiers.data)) {
			throw Derivation.unreadable("is sealed by a signature in place of a password, which few readers know");
		}
		byte[] content = ASN1OctetString.getInstance(file.getAuthSafe().getContent()).getOctets();
		checkSeal(file.getMacData(), content);
		for (ASN1Encodable part : ASN1Sequence.getInstance(FileKind.Asn1.read(content))) {
			openPart(ContentInfo.getInstance(part));
		}
	}

	private void checkSeal(@Nullable MacData mac, byte[] content) throws GeneralSecurityException {
		if (mac == null) {
			this.findings.add(Finding.of(Code.KEYSTORE_MAC_MISSING, "The file " + Code.KEYSTORE_MAC_MISSING.cause()));
			return;
		}
		ObservedSeal seal = new ObservedSeal(mac);
		boolean without = this.password == null || this.password.length() == 0;
		if (!seal.fits(content, this.unlocking.derivation(), without)) {
			throw (this.password == null)
					? new MalformedException(Code.PASSWORD_REQUIRED.slug(),
							"The file is under a password; send it along")
					: Derivation.unreadable("can't be opened: the password is another one, or the file was changed");
		}
		this.findings.addAll(seal.findings());
		if (without) {
			this.findings
				.add(Finding.of(Code.PASSWORD_EMPTY, "The password of the file " + Code.PASSWORD_EMPTY.cause()));
		}
	}

	private void openPart(ContentInfo part) throws GeneralSecurityException {
		if (part.getContentType().equals(PKCSObjectIdentifiers.data)) {
			collect(FileKind.Asn1.read(ASN1OctetString.getInstance(part.getContent()).getOctets()), 0);
		}
		else if (part.getContentType().equals(PKCSObjectIdentifiers.encryptedData)) {
			EncryptedData encrypted = EncryptedData.getInstance(part.getContent());
			byte[] opened = this.unlocking.open(encrypted.getEncryptionAlgorithm(), encrypted.getContent().getOctets());
			collect(FileKind.Asn1.read(opened), 0);
		}
		else {
			throw Derivation.unreadable("has a part that is encrypted to a certificate, which few readers know");
		}
	}

	private void collect(ASN1Encodable safe, int depth) {
		for (ASN1Encodable one : ASN1Sequence.getInstance(safe)) {
			Bag bag = new Bag(SafeBag.getInstance(one));
			if (!bag.isNest()) {
				this.bags.add(bag);
			}
			else if (depth < DEEPEST) {
				collect(bag.value(), depth + 1);
			}
		}
	}

	private void tellCiphers() {
		this.findings.addAll(this.unlocking.findings("The file"));
		if (this.password != null && !isAscii(this.password)) {
			boolean nowhere = this.unlocking.hasOldPasswordForm();
			this.findings.add(new Finding(Code.PASSWORD_NOT_ASCII, nowhere ? Severity.ERROR : Severity.WARNING,
					"The password of the file has characters outside printable ASCII: "
							+ (nowhere ? "no JDK opens it" : "JDK 17 can't open it"),
					Code.PASSWORD_NOT_ASCII.fix(), null));
		}
	}

	private static boolean isAscii(Secret password) {
		for (char character : password.value()) {
			if (character < ' ' || character > '~') {
				return false;
			}
		}
		return true;
	}

}
