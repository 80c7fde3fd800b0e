package handfast.bundle.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import handfast.bundle.file.Contents.KeyEntry;
import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.x509.Secret;
import handfast.x509.Text;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * A stranger's JKS, read by the JDK, which alone knows the form.
 */
final class JksFile {

	private final @Nullable Secret password;

	private final List<Finding> findings = new ArrayList<>();

	private JksFile(@Nullable Secret password) {
		this.password = password;
	}

	static Contents read(byte[] bytes, @Nullable Secret password) {
		JksFile file = new JksFile(password);
		try {
			return file.open(bytes).with(file.findings);
		}
		catch (IOException ex) {
			boolean refused = ex.getCause() instanceof UnrecoverableKeyException;
			return closed(refused ? "can't be opened: the password is another one, or the file was changed"
					: "is a JKS that is damaged");
		}
		// The JDK throws what it likes at bytes that are not as they should be.
		catch (GeneralSecurityException | RuntimeException ex) {
			return closed("is a JKS that is damaged");
		}
	}

	private static Contents closed(String why) {
		return Contents.closed(List.of(Finding.of(Code.KEYSTORE_UNREADABLE, "The file " + why)));
	}

	private Contents open(byte[] bytes) throws IOException, GeneralSecurityException {
		KeyStore keystore = KeyStore.getInstance("JKS");
		keystore.load(new ByteArrayInputStream(bytes), (this.password != null) ? this.password.value() : null);
		if (this.password != null && this.password.length() == 0) {
			this.findings
				.add(Finding.of(Code.PASSWORD_EMPTY, "The password of the file " + Code.PASSWORD_EMPTY.cause()));
		}
		List<KeyEntry> entries = new ArrayList<>();
		List<byte[]> trusted = new ArrayList<>();
		for (String alias : Collections.list(keystore.aliases())) {
			if (keystore.isCertificateEntry(alias)) {
				trusted.add(keystore.getCertificate(alias).getEncoded());
			}
			else {
				entries.add(new KeyEntry(Text.printable(alias), key(keystore, alias), chain(keystore, alias), true));
			}
		}
		return new Contents(entries, List.of(), trusted, List.of());
	}

	private HeldKey key(KeyStore keystore, String alias) throws GeneralSecurityException {
		if (this.password == null) {
			this.findings.add(Finding.of(Code.PASSWORD_REQUIRED, "The private key is under a password; send it along"));
			return HeldKey.unreadable();
		}
		try {
			Key key = keystore.getKey(alias, this.password.value());
			HeldKey held = (key != null) ? HeldKey.of(PrivateKeyInfo.getInstance(key.getEncoded()))
					: HeldKey.unreadable();
			if (held.publicKey().isEmpty()) {
				this.findings.add(Finding.of(Code.KEY_UNREADABLE, "The file " + Code.KEY_UNREADABLE.cause()));
			}
			return held;
		}
		catch (UnrecoverableKeyException ex) {
			this.findings.add(Finding.of(Code.KEY_PASSWORD_DIFFERS, "The file " + Code.KEY_PASSWORD_DIFFERS.cause()));
			return HeldKey.unreadable();
		}
	}

	private static List<byte[]> chain(KeyStore keystore, String alias) throws GeneralSecurityException {
		Certificate[] chain = keystore.getCertificateChain(alias);
		List<byte[]> ders = new ArrayList<>();
		if (chain != null) {
			for (Certificate certificate : chain) {
				ders.add(certificate.getEncoded());
			}
		}
		return ders;
	}

}
