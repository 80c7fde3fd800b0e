package handfast.validation.lints;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import handfast.validation.Code;
import handfast.validation.Finding;

/**
 * L07, all: notBefore is not after notAfter; the length, both ends counted, is at most
 * the profile's to the second; notAfter is not later than that of the certificate above.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5 RFC 5280 §4.1.2.5
 */
final class L07Validity implements Lint {

	@Override
	public List<Finding> check(Specimen specimen) {
		Instant notBefore = Times.instant(specimen.tbs().getStartDate());
		Instant notAfter = Times.instant(specimen.tbs().getEndDate());
		if (notAfter.isBefore(notBefore)) {
			return found(Code.VALIDITY_MALFORMED, "ends before it begins");
		}
		Duration length = Duration.between(notBefore, notAfter).plusSeconds(1);
		if (length.compareTo(specimen.rules().maximumValidity()) > 0) {
			return found(Code.VALIDITY_MALFORMED,
					"is valid for " + length + ", longer than " + specimen.rules().maximumValidity());
		}
		return foundIf(notAfter.isAfter(Times.instant(specimen.issuer().toASN1Structure().getEndDate())),
				Code.VALIDITY_MALFORMED, "is valid longer than the certificate above it");
	}

}
