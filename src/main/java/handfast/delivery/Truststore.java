package handfast.delivery;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Arrays;

import handfast.authority.Authorities;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * The root as Java wants it. Made by the JDK's own code, which marks the entry as
 * trusted: without that mark, as OpenSSL writes it, Java finds no anchor and says so to
 * nobody.
 */
@Component
public class Truststore {

	/**
	 * That of the JDK's own truststore: it keeps nothing secret.
	 */
	public static final String PASSWORD = "changeit";

	private static final String ALIAS = "handfast-root";

	private final Authorities authorities;

	private volatile @Nullable Made made;

	Truststore(Authorities authorities) {
		this.authorities = authorities;
	}

	/**
	 * PKCS #12, the same bytes as long as the root is the same: its key derivation takes
	 * milliseconds, which anyone could ask for.
	 */
	public byte[] file() {
		byte[] root = this.authorities.root();
		Made last = this.made;
		if (last == null || !Arrays.equals(last.root(), root)) {
			last = new Made(root, make(root));
			this.made = last;
		}
		return last.file();
	}

	private static byte[] make(byte[] root) {
		try {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(null, null);
			store.setCertificateEntry(ALIAS,
					CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(root)));
			ByteArrayOutputStream file = new ByteArrayOutputStream();
			store.store(file, PASSWORD.toCharArray());
			requireTrusted(file.toByteArray());
			return file.toByteArray();
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException("The truststore can't be made", ex);
		}
	}

	private static void requireTrusted(byte[] file) throws GeneralSecurityException, IOException {
		KeyStore read = KeyStore.getInstance("PKCS12");
		read.load(new ByteArrayInputStream(file), PASSWORD.toCharArray());
		if (!read.isCertificateEntry(ALIAS)) {
			throw new IllegalStateException("Java finds no trusted entry in the truststore");
		}
	}

	private record Made(byte[] root, byte[] file) {
	}

}
