package handfast.key;

import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

import handfast.validation.Code;
import handfast.x509.DistinguishedName;
import handfast.x509.MalformedException;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * The subject of a request, as the value that we certify. Its strings are read, never
 * copied as bytes.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc4514#section-2 RFC 4514 §2
 */
final class CsrSubject {

	private static final int MOST_ATTRIBUTES = 20;

	private static final int LONGEST_VALUE = 300;

	private static final Map<ASN1ObjectIdentifier, String> TYPES = Map.of(BCStyle.CN, "CN", BCStyle.O, "O", BCStyle.OU,
			"OU", BCStyle.L, "L", BCStyle.ST, "ST", BCStyle.C, "C", BCStyle.SERIALNUMBER, "serialNumber",
			BCStyle.EmailAddress, "emailAddress");

	private CsrSubject() {
	}

	static Optional<DistinguishedName> read(ASN1Sequence subject, Refusals refusals) {
		try {
			return Optional.of(DistinguishedName.parse(text(subject)));
		}
		catch (MalformedException ex) {
			refusals.add(ex, Code.SUBJECT_MALFORMED, "The CSR's subject");
		}
		catch (RuntimeException ex) {
			refusals.add(Code.SUBJECT_MALFORMED,
					"The CSR's subject can't be read. Have it made as CN=shop.test,O=Shop.");
		}
		return Optional.empty();
	}

	private static String text(ASN1Sequence subject) {
		require(subject.size() <= MOST_ATTRIBUTES, Code.SUBJECT_MALFORMED,
				"it has " + subject.size() + " parts; keep at most 20");
		StringJoiner text = new StringJoiner(",");
		int commonNames = 0;
		for (ASN1Encodable part : subject) {
			ASN1Set attributes = ASN1Set.getInstance(part);
			require(attributes.size() == 1, Code.SUBJECT_MALFORMED,
					"it has a part of several values; write each alone");
			ASN1Sequence attribute = ASN1Sequence.getInstance(attributes.getObjectAt(0));
			require(attribute.size() == 2, Code.SUBJECT_MALFORMED, "it has a part that is not a type and a value");
			ASN1ObjectIdentifier oid = ASN1ObjectIdentifier.getInstance(attribute.getObjectAt(0));
			String type = TYPES.get(oid);
			if (type == null) {
				throw refused(Code.SUBJECT_ATTRIBUTE_UNKNOWN, "the attribute " + oid
						+ " is not allowed; use CN, O, OU, L, ST, C, serialNumber or emailAddress");
			}
			require(!type.equals("CN") || commonNames++ == 0, Code.SUBJECT_CN_REPEATED, "it has two CN; keep one");
			text.add(type + "=" + escaped(value(attribute.getObjectAt(1), type)));
		}
		return text.toString();
	}

	private static String value(ASN1Encodable encoded, String type) {
		require(encoded instanceof ASN1UTF8String || encoded instanceof ASN1PrintableString
				|| encoded instanceof ASN1IA5String, Code.SUBJECT_MALFORMED,
				type + " is neither UTF8String nor PrintableString; have it encoded so");
		String value = ((ASN1String) encoded).getString();
		require(!value.isEmpty(), Code.SUBJECT_MALFORMED, type + " is empty; leave it out");
		require(value.length() <= LONGEST_VALUE, Code.SUBJECT_TOO_LONG,
				type + " has " + value.length() + " characters; shorten it");
		require(value.codePoints().noneMatch(Character::isISOControl), Code.SUBJECT_CONTROL_CHARACTER,
				type + " has a control character; remove it");
		return value;
	}

	private static String escaped(String value) {
		StringBuilder escaped = new StringBuilder();
		for (int i = 0; i < value.length(); i++) {
			char character = value.charAt(i);
			if (character == ' ' && (i == 0 || i == value.length() - 1)) {
				escaped.append("\\20");
				continue;
			}
			if (",+\"\\<>;=#".indexOf(character) >= 0) {
				escaped.append('\\');
			}
			escaped.append(character);
		}
		return escaped.toString();
	}

	private static void require(boolean condition, Code code, String message) {
		if (!condition) {
			throw refused(code, message);
		}
	}

	private static MalformedException refused(Code code, String message) {
		return new MalformedException(code.slug(), message);
	}

}
