package handfast.validation.lints;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import handfast.validation.Code;
import handfast.validation.Finding;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * L16: a CA has a subject key identifier, an end entity may; it is not critical and made
 * of the key in one of the ways of RFC 5280 or RFC 7093.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.2 RFC 5280 §4.2.1.2
 * @spec https://www.rfc-editor.org/rfc/rfc7093#section-2 RFC 7093 §2
 */
final class L16SubjectKeyIdentifier implements Lint {

	@Override
	public List<Finding> check(Specimen specimen) {
		Extension extension = specimen.extension(Extension.subjectKeyIdentifier);
		if (extension == null) {
			return foundIf(specimen.isCa(), Code.SUBJECT_KEY_ID, "is a CA without subject key identifier");
		}
		if (extension.isCritical()) {
			return found(Code.SUBJECT_KEY_ID, "has a critical subject key identifier");
		}
		byte[] identifier = SubjectKeyIdentifier.getInstance(extension.getParsedValue()).getKeyIdentifier();
		return foundIf(!isMadeOf(specimen.tbs().getSubjectPublicKeyInfo(), identifier), Code.SUBJECT_KEY_ID,
				"has a subject key identifier that is not made of its key");
	}

	private static boolean isMadeOf(SubjectPublicKeyInfo key, byte[] identifier) {
		byte[] bits = key.getPublicKeyData().getBytes();
		return Arrays.equals(identifier, hash("SHA-1", bits)) || Stream.of("SHA-256", "SHA-384", "SHA-512")
			.anyMatch((algorithm) -> Arrays.equals(identifier, Arrays.copyOf(hash(algorithm, bits), 20))
					|| Arrays.equals(identifier, hash(algorithm, encoded(key))));
	}

	static byte[] hash(String algorithm, byte[] bytes) {
		try {
			return MessageDigest.getInstance(algorithm).digest(bytes);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static byte[] encoded(SubjectPublicKeyInfo key) {
		try {
			return key.getEncoded(ASN1Encoding.DER);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
