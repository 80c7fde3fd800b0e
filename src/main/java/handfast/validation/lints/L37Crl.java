package handfast.validation.lints;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import handfast.validation.Code;
import handfast.validation.Finding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Time;

/**
 * L37, CRLs: v2, with the issuer's key identifier, a number of at most 20 octets that is
 * larger than the last, and a nextUpdate within 10 days (a root's: 12 months) that the
 * issuer lives to see.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-5.1 RFC 5280 §5.1
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-5.2.3 RFC 5280 §5.2.3
 */
final class L37Crl implements CrlLint {

	private static final Duration LONGEST = Duration.ofDays(10);

	private static final Duration LONGEST_OF_ROOT = Duration.ofDays(366);

	@Override
	public List<Finding> check(CrlSpecimen specimen) {
		if (!specimen.crl().version().equals(BigInteger.ONE)) {
			return found("is not a v2 CRL");
		}
		Extension authority = specimen.crl().extension(Extension.authorityKeyIdentifier);
		if (authority == null || authority.isCritical()
				|| !L15AuthorityKeyIdentifier.isOf(
						AuthorityKeyIdentifier.getInstance(authority.getParsedValue()).getKeyIdentifierOctets(),
						specimen.issuer())) {
			return found("is a CRL without its issuer's key identifier");
		}
		return isNumbered(specimen) ? checkTimes(specimen)
				: found("is a CRL without a number of at most 20 octets above the last one");
	}

	private static boolean isNumbered(CrlSpecimen specimen) {
		Extension extension = specimen.crl().extension(Extension.cRLNumber);
		if (extension == null || extension.isCritical()) {
			return false;
		}
		BigInteger number = ASN1Integer.getInstance(extension.getParsedValue()).getValue();
		BigInteger previous = specimen.previousNumber();
		return number.signum() >= 0 && number.bitLength() <= 159
				&& (previous == null || number.compareTo(previous) > 0);
	}

	private static List<Finding> checkTimes(CrlSpecimen specimen) {
		Time nextUpdate = specimen.crl().nextUpdate();
		if (nextUpdate == null) {
			return found("is a CRL without nextUpdate");
		}
		Instant from = Times.instant(specimen.crl().thisUpdate());
		Instant until = Times.instant(nextUpdate);
		Duration longest = specimen.isOfRoot() ? LONGEST_OF_ROOT : LONGEST;
		if (!until.isAfter(from) || Duration.between(from, until).compareTo(longest) > 0) {
			return found("is a CRL whose nextUpdate is more than " + longest.toDays() + " days off, or in the past");
		}
		return until.isAfter(Times.instant(specimen.issuer().toASN1Structure().getEndDate()))
				? found("is a CRL whose nextUpdate lies after its issuer's end") : List.of();
	}

	private static List<Finding> found(String cause) {
		return List.of(Finding.of(Code.CRL_MALFORMED, cause + " (L37)"));
	}

}
