package handfast.validation.lints;

import java.util.List;
import java.util.regex.Pattern;

import handfast.validation.Code;
import handfast.validation.Finding;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * L12, all: a C is two letters in a PrintableString.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#appendix-A RFC 5280 App. A
 */
final class L12Country implements Lint {

	private static final Pattern LETTERS = Pattern.compile("[A-Za-z]{2}");

	@Override
	public List<Finding> check(Specimen specimen) {
		for (RDN rdn : specimen.tbs().getSubject().getRDNs(BCStyle.C)) {
			for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
				if (attribute.getType().equals(BCStyle.C) && !isCountry(attribute.getValue())) {
					return found(Code.SUBJECT_COUNTRY_MALFORMED,
							"has a C that is not two letters in a PrintableString");
				}
			}
		}
		return List.of();
	}

	private static boolean isCountry(ASN1Encodable value) {
		return value instanceof ASN1PrintableString string && LETTERS.matcher(string.getString()).matches();
	}

}
