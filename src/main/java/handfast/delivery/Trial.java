package handfast.delivery;

import java.util.List;

import handfast.bundle.Bundle;
import handfast.certificate.Certificate;
import handfast.handshake.HandshakeReport;
import handfast.validation.Finding;
import org.jspecify.annotations.Nullable;

/**
 * What the handshake with a bundle brought.
 *
 * @param bundle null where it could not be made
 * @param report null where the bundle could not be made or opened
 * @param findings most severe first; of a failed trial at least one
 */
public record Trial(Certificate.Proof proof, @Nullable Bundle bundle, @Nullable HandshakeReport report,
		List<Finding> findings) {

	static final String FAILED = "failed";

	public boolean failed() {
		return FAILED.equals(this.proof.verdict());
	}

}
