package handfast.revocation;

import java.util.Map;

import org.bouncycastle.asn1.x509.CRLReason;
import org.jspecify.annotations.Nullable;

/**
 * Reasons of revocation by their names.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-5.3.1 RFC 5280 §5.3.1
 */
final class Reasons {

	private static final int UNSPECIFIED = CRLReason.unspecified;

	private static final Map<String, Integer> CODES = Map.of("unspecified", UNSPECIFIED, "keyCompromise",
			CRLReason.keyCompromise, "cACompromise", CRLReason.cACompromise, "affiliationChanged",
			CRLReason.affiliationChanged, "superseded", CRLReason.superseded, "cessationOfOperation",
			CRLReason.cessationOfOperation, "certificateHold", CRLReason.certificateHold, "privilegeWithdrawn",
			CRLReason.privilegeWithdrawn, "aACompromise", CRLReason.aACompromise);

	private Reasons() {
	}

	/**
	 * Its number; that of unspecified where there is none.
	 */
	static int code(@Nullable String reason) {
		return (reason != null) ? CODES.getOrDefault(reason, UNSPECIFIED) : UNSPECIFIED;
	}

}
