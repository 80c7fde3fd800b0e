package handfast.revocation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import handfast.problem.ProblemType;
import handfast.validation.Code;
import handfast.validation.Violation;
import org.bouncycastle.asn1.x509.CRLReason;
import org.jspecify.annotations.Nullable;

/**
 * Why a certificate is taken back. {@code removeFromCRL} is none of them: a hold ends by
 * a call of its own.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-5.3.1 RFC 5280 §5.3.1
 */
public enum RevocationReason {

	UNSPECIFIED("unspecified", CRLReason.unspecified), KEY_COMPROMISE("keyCompromise", CRLReason.keyCompromise),
	CA_COMPROMISE("cACompromise", CRLReason.cACompromise),
	AFFILIATION_CHANGED("affiliationChanged", CRLReason.affiliationChanged),
	SUPERSEDED("superseded", CRLReason.superseded),
	CESSATION_OF_OPERATION("cessationOfOperation", CRLReason.cessationOfOperation),
	CERTIFICATE_HOLD("certificateHold", CRLReason.certificateHold),
	PRIVILEGE_WITHDRAWN("privilegeWithdrawn", CRLReason.privilegeWithdrawn),
	AA_COMPROMISE("aACompromise", CRLReason.aACompromise);

	private final String label;

	private final int code;

	RevocationReason(String label, int code) {
		this.label = label;
		this.code = code;
	}

	/**
	 * As RFC 5280 names it.
	 */
	public String label() {
		return this.label;
	}

	/**
	 * Its CRLReason.
	 */
	int code() {
		return this.code;
	}

	static Optional<RevocationReason> find(@Nullable String label) {
		return Arrays.stream(values()).filter((reason) -> reason.label.equals(label)).findFirst();
	}

	/**
	 * The CRLReason of what the inventory keeps; that of unspecified for none.
	 */
	static int code(@Nullable String label) {
		return find(label).orElse(UNSPECIFIED).code();
	}

	/**
	 * @throws handfast.problem.Problem {@code INVALID_REQUEST} where there is no such
	 * reason, with those that are
	 */
	static RevocationReason require(String label) {
		return find(label).orElseThrow(() -> {
			String message = "There is no such reason; write one of "
					+ Arrays.stream(values()).map(RevocationReason::label).collect(Collectors.joining(", ")) + "."
					+ ("removeFromCRL".equals(label) ? " A hold is ended by DELETE /api/v1/certificates/ID/revocation."
							: "");
			return ProblemType.INVALID_REQUEST.because(message)
				.with("violations", List.of(new Violation("/reason", Code.UNKNOWN_VALUE, message)));
		});
	}

}
