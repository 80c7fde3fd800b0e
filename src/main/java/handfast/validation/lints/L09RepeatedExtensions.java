package handfast.validation.lints;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import handfast.validation.Code;
import handfast.validation.Finding;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Sequence;

/**
 * L09, all: no extension stands twice.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.2 RFC 5280 §4.2
 */
final class L09RepeatedExtensions implements EncodingLint {

	@Override
	public List<Finding> check(Encoded encoded) {
		Set<ASN1Encodable> seen = new HashSet<>();
		for (ASN1Sequence extension : encoded.extensions()) {
			ASN1Encodable oid = extension.getObjectAt(0);
			if (!seen.add(oid)) {
				return List.of(Finding.of(Code.EXTENSION_REPEATED, "has the extension " + oid + " twice (L09)"));
			}
		}
		return List.of();
	}

}
