package handfast.validation.lints;

import java.util.List;
import java.util.Map;
import java.util.Set;

import handfast.validation.Code;
import handfast.validation.Finding;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * L11, all: subject strings are UTF8String or PrintableString (e-mail addresses and
 * domain components IA5String), not empty, within the upper bounds and without control
 * characters. C is the matter of L12.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.4 RFC 5280 §4.1.2.4
 * @spec https://www.rfc-editor.org/rfc/rfc5280#appendix-A RFC 5280 App. A
 */
final class L11SubjectStrings implements Lint {

	private static final Map<ASN1ObjectIdentifier, Integer> BOUNDS = Map.of(BCStyle.CN, 64, BCStyle.O, 64, BCStyle.OU,
			64, BCStyle.L, 128, BCStyle.ST, 128, BCStyle.STREET, 128, BCStyle.SERIALNUMBER, 64, BCStyle.T, 64,
			BCStyle.EmailAddress, 255, BCStyle.DC, 63);

	private static final Set<ASN1ObjectIdentifier> ASCII = Set.of(BCStyle.EmailAddress, BCStyle.DC);

	@Override
	public List<Finding> check(Specimen specimen) {
		for (RDN rdn : specimen.tbs().getSubject().getRDNs()) {
			for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
				if (!attribute.getType().equals(BCStyle.C) && !isRight(attribute)) {
					return found(Code.SUBJECT_ENCODING,
							"has a subject attribute " + attribute.getType() + " in a form that is not allowed");
				}
			}
		}
		return List.of();
	}

	private static boolean isRight(AttributeTypeAndValue attribute) {
		ASN1Encodable value = attribute.getValue();
		if (!(value instanceof ASN1String string) || !hasRightType(attribute.getType(), value)) {
			return false;
		}
		String text = string.getString();
		int length = text.codePointCount(0, text.length());
		return length > 0 && length <= BOUNDS.getOrDefault(attribute.getType(), 255)
				&& text.codePoints().noneMatch(L11SubjectStrings::isControl);
	}

	private static boolean hasRightType(ASN1ObjectIdentifier type, ASN1Encodable value) {
		if (ASCII.contains(type)) {
			return value instanceof ASN1IA5String;
		}
		return value instanceof ASN1UTF8String || (value instanceof ASN1PrintableString printable
				&& DERPrintableString.isPrintableString(printable.getString()));
	}

	private static boolean isControl(int character) {
		return Character.isISOControl(character) || Character.getType(character) == Character.FORMAT
				|| character == 0x2028 || character == 0x2029;
	}

}
