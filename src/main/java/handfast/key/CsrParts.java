package handfast.key;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

import handfast.validation.Code;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * A request taken apart, of version 0 and DER to the last byte. Nothing in it has been
 * judged yet.
 *
 * @param signed the bytes that the signature is over
 * @spec https://www.rfc-editor.org/rfc/rfc2986#section-4 RFC 2986 §4
 */
record CsrParts(byte[] signed, ASN1Sequence subject, SubjectPublicKeyInfo publicKey, ASN1Set attributes,
		AlgorithmIdentifier signatureAlgorithm, byte[] signature) {

	static Optional<CsrParts> read(byte[] der, Refusals refusals) {
		Optional<String> flaw = StrictDer.flawIn(der);
		if (flaw.isPresent()) {
			refusals.add(Code.CSR_NOT_DER, "The CSR " + flaw.get() + ". Have it made by OpenSSL, keytool or certtool.");
			return Optional.empty();
		}
		try {
			return read(ASN1Primitive.fromByteArray(der), der, refusals);
		}
		// The library's getters throw whatever they like (security §3.6)
		catch (IOException | RuntimeException ex) {
			return malformed(refusals);
		}
	}

	private static Optional<CsrParts> read(ASN1Primitive request, byte[] der, Refusals refusals) throws IOException {
		if (!Arrays.equals(request.getEncoded(ASN1Encoding.DER), der)) {
			refusals.add(Code.CSR_NOT_DER, "The CSR is not DER: encoded again, it has other bytes.");
			return Optional.empty();
		}
		ASN1Sequence outer = ASN1Sequence.getInstance(request);
		ASN1Sequence info = ASN1Sequence.getInstance(outer.getObjectAt(0));
		if (outer.size() != 3 || info.size() != 4) {
			return malformed(refusals);
		}
		if (!ASN1Integer.getInstance(info.getObjectAt(0)).hasValue(0)) {
			refusals.add(Code.CSR_VERSION, "The CSR is of another version than 0 (v1). Have it made anew.");
			return Optional.empty();
		}
		ASN1TaggedObject attributes = ASN1TaggedObject.getInstance(info.getObjectAt(3));
		ASN1BitString signature = ASN1BitString.getInstance(outer.getObjectAt(2));
		if (!attributes.hasContextTag(0) || signature.getPadBits() != 0) {
			return malformed(refusals);
		}
		return Optional
			.of(new CsrParts(info.getEncoded(ASN1Encoding.DER), ASN1Sequence.getInstance(info.getObjectAt(1)),
					SubjectPublicKeyInfo.getInstance(info.getObjectAt(2)), ASN1Set.getInstance(attributes, false),
					AlgorithmIdentifier.getInstance(outer.getObjectAt(1)), signature.getOctets()));
	}

	private static Optional<CsrParts> malformed(Refusals refusals) {
		refusals.add(Code.CSR_MALFORMED,
				"The CSR is DER and no PKCS #10 request. Have it made by OpenSSL, keytool or certtool.");
		return Optional.empty();
	}

}
