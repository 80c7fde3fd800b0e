package handfast.delivery;

import java.util.List;

import handfast.bundle.Bundle;
import handfast.bundle.Reader;
import handfast.certificate.Certificate;
import handfast.validation.Violation;

/**
 * What becomes of the wish for a bundle.
 */
public sealed interface DeliveryOutcome {

	/**
	 * Proven, or taken unproven by an administrator.
	 *
	 * @param unreadableBy readers of this form of file that do not know the key
	 */
	record Delivered(Bundle bundle, Certificate.Proof proof, List<Reader> unreadableBy) implements DeliveryOutcome {
	}

	/**
	 * The order breaks a rule.
	 */
	record Refused(List<Violation> violations) implements DeliveryOutcome {
	}

	/**
	 * The bundle did not stand the handshake and stays here.
	 */
	record Unproven(Trial trial) implements DeliveryOutcome {
	}

}
