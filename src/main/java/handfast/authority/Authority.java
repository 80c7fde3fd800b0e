package handfast.authority;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.UUID;

import handfast.x509.KeyAlgorithm;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * A CA of this installation, with the certificate that it has now.
 *
 * @param key id of its key
 * @param certificate id in the inventory
 * @param der its certificate
 */
public record Authority(UUID id, Kind kind, String name, State state, UUID key, KeyAlgorithm keyAlgorithm,
		UUID certificate, byte[] der, Instant createdAt) {

	/**
	 * What it signs.
	 */
	public enum Kind {

		ROOT, ISSUING

	}

	/**
	 * Whether it signs.
	 */
	public enum State {

		/** Its certificate is not there yet. */
		PREPARING,

		ACTIVE,

		/** A signature of its key is in doubt (security §1.3). */
		PAUSED,

		/** A root whose first signature was cut off (security §1.4). */
		ABANDONED

	}

	/**
	 * The certificate, read.
	 */
	public X509CertificateHolder holder() {
		try {
			return new X509CertificateHolder(this.der);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
