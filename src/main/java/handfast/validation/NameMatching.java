package handfast.validation;

import handfast.x509.Name;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * Whether a certificate holds a name.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc9525#section-6.3 RFC 9525 §6.3
 */
public final class NameMatching {

	private NameMatching() {
	}

	/**
	 * By the SAN alone; a wildcard stands for exactly one label.
	 * @param serverName a DNS name (A-labels) or an address
	 */
	public static boolean matches(X509CertificateHolder certificate, String serverName) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Whether a presented name of a certificate covers a name.
	 */
	public static boolean covers(Name presented, Name wanted) {
		throw new UnsupportedOperationException();
	}

}
