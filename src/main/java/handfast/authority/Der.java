package handfast.authority;

import java.io.IOException;
import java.io.UncheckedIOException;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * Bytes of certificates.
 */
final class Der {

	private Der() {
	}

	static byte[] of(ASN1Encodable value) {
		try {
			return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The tbsCertificate as it is, byte for byte, with its signature.
	 *
	 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.1 RFC 5280 §4.1
	 */
	static byte[] signed(byte[] tbs, AlgorithmIdentifier algorithm, byte[] signature) {
		try {
			ASN1EncodableVector parts = new ASN1EncodableVector();
			parts.add(ASN1Primitive.fromByteArray(tbs));
			parts.add(algorithm);
			parts.add(new DERBitString(signature));
			return new DERSequence(parts).getEncoded(ASN1Encoding.DER);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
