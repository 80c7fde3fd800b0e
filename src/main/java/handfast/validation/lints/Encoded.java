package handfast.validation.lints;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;

/**
 * A certificate's bytes, taken apart no further than the extensions.
 *
 * @param der the bytes as they came
 * @param certificate the same, parsed
 */
record Encoded(byte[] der, ASN1Sequence certificate) {

	/**
	 * Throws an {@link IllegalArgumentException} where the bytes are no ASN.1 sequence,
	 * or go on after its end.
	 */
	static Encoded of(byte[] der) {
		return new Encoded(der, ASN1Sequence.getInstance(der));
	}

	ASN1Sequence tbs() {
		return ASN1Sequence.getInstance(this.certificate.getObjectAt(0));
	}

	/**
	 * The version field, where it is present: 2 stands for v3.
	 */
	Optional<ASN1Integer> version() {
		return tagged(0).map((version) -> ASN1Integer.getInstance(version, true));
	}

	List<ASN1Sequence> extensions() {
		return tagged(3).map((extensions) -> ASN1Sequence.getInstance(extensions, true))
			.map((extensions) -> Arrays.stream(extensions.toArray()).map(ASN1Sequence::getInstance).toList())
			.orElse(List.of());
	}

	private Optional<ASN1TaggedObject> tagged(int tag) {
		for (ASN1Encodable element : tbs()) {
			if (element instanceof ASN1TaggedObject tagged && tagged.hasContextTag(tag)) {
				return Optional.of(tagged);
			}
		}
		return Optional.empty();
	}

}
