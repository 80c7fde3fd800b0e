package handfast.validation.lints;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import handfast.validation.Code;
import handfast.validation.Finding;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;

/**
 * L01, all: the bytes are DER and end where the certificate ends; encoded anew they are
 * the same. That holds for what is inside the extensions too, and no field is written out
 * that has its default value.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.1 RFC 5280 §4.1
 */
final class L01Der implements EncodingLint, CrlLint {

	static final List<Finding> UNREADABLE = List
		.of(Finding.of(Code.NOT_DER, "is not DER, or has bytes after its end (L01)"));

	@Override
	public List<Finding> check(Encoded encoded) {
		boolean exact = isDer(encoded.der(), encoded.certificate())
				&& encoded.version().filter((version) -> version.hasValue(0)).isEmpty()
				&& encoded.extensions().stream().allMatch(L01Der::isDer);
		return exact ? List.of() : UNREADABLE;
	}

	// The frame was read strictly.
	@Override
	public List<Finding> check(CrlSpecimen specimen) {
		boolean exact = Stream.concat(specimen.crl().parts().stream(), specimen.entryExtensions().stream())
			.allMatch(L01Der::isDer);
		return exact ? List.of() : UNREADABLE;
	}

	static List<Finding> checkWhole(byte[] der) {
		return isDer(der) ? List.of() : UNREADABLE;
	}

	private static boolean isDer(ASN1Sequence extension) {
		// X.690 §11.5: a critical of FALSE is left out
		boolean writtenFalse = extension.size() == 3 && !ASN1Boolean.getInstance(extension.getObjectAt(1)).isTrue();
		ASN1Encodable value = extension.getObjectAt(extension.size() - 1);
		return !writtenFalse && isDer(ASN1OctetString.getInstance(value).getOctets());
	}

	private static boolean isDer(byte[] bytes) {
		try {
			return isDer(bytes, ASN1Primitive.fromByteArray(bytes));
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static boolean isDer(byte[] bytes, ASN1Primitive parsed) {
		try {
			return Arrays.equals(bytes, parsed.getEncoded(ASN1Encoding.DER));
		}
		catch (IOException ex) {
			return false;
		}
	}

}
