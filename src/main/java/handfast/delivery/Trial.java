package handfast.delivery;

import handfast.certificate.Certificate;
import handfast.handshake.HandshakeReport;
import org.jspecify.annotations.Nullable;

/**
 * What the handshake with a bundle brought.
 *
 * @param report null where the bundle could not be made or opened
 */
public record Trial(Certificate.Proof proof, @Nullable HandshakeReport report) {

	static final String FAILED = "failed";

	public boolean failed() {
		return FAILED.equals(this.proof.verdict());
	}

}
