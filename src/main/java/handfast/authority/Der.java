package handfast.authority;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

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

	/**
	 * Certificates in one SEQUENCE.
	 */
	static byte[] sequence(List<byte[]> certificates) {
		try {
			ASN1EncodableVector parts = new ASN1EncodableVector();
			for (byte[] certificate : certificates) {
				parts.add(ASN1Primitive.fromByteArray(certificate));
			}
			return new DERSequence(parts).getEncoded();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The certificates of such a SEQUENCE; none for null.
	 */
	static List<byte[]> sequence(byte @Nullable [] der) {
		List<byte[]> certificates = new ArrayList<>();
		try {
			for (ASN1Encodable part : (der != null) ? ASN1Sequence.getInstance(der) : new DERSequence()) {
				certificates.add(part.toASN1Primitive().getEncoded());
			}
			return certificates;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static X509CertificateHolder certificate(byte[] der) {
		try {
			return new X509CertificateHolder(der);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
