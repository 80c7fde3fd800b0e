package handfast.delivery;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.List;

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
	 * PKCS #12, the same bytes as long as the anchors are the same: its key derivation
	 * takes milliseconds, which anyone could ask for.
	 */
	public byte[] file() {
		List<byte[]> anchors = this.authorities.anchors();
		Made last = this.made;
		if (last == null || !Arrays.deepEquals(last.anchors().toArray(), anchors.toArray())) {
			last = new Made(anchors, make(anchors));
			this.made = last;
		}
		return last.file();
	}

	private static byte[] make(List<byte[]> anchors) {
		try {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(null, null);
			CertificateFactory certificates = CertificateFactory.getInstance("X.509");
			for (int i = 0; i < anchors.size(); i++) {
				store.setCertificateEntry((i == 0) ? ALIAS : ALIAS + "-" + (i + 1),
						certificates.generateCertificate(new ByteArrayInputStream(anchors.get(i))));
			}
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

	private record Made(List<byte[]> anchors, byte[] file) {
	}

}
