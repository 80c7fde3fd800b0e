package handfast.bundle.file;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import handfast.x509.MalformedException;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;

/**
 * What a file is by its content, whatever its name says.
 */
public enum FileKind {

	PEM("PEM"), CERTIFICATE("DER certificate"), KEY("DER private key"), PKCS7("PKCS #7"), PKCS12("PKCS #12"),
	JKS("JKS"), JCEKS("JCEKS"), UNKNOWN("unknown");

	private static final byte[] JKS_MAGIC = { (byte) 0xfe, (byte) 0xed, (byte) 0xfe, (byte) 0xed };

	private static final byte[] JCEKS_MAGIC = { (byte) 0xce, (byte) 0xce, (byte) 0xce, (byte) 0xce };

	private static final int LONGEST_PREAMBLE = 100_000;

	private final String label;

	FileKind(String label) {
		this.label = label;
	}

	public String label() {
		return this.label;
	}

	public static FileKind of(byte[] bytes) {
		if (startsWith(bytes, JKS_MAGIC)) {
			return JKS;
		}
		if (startsWith(bytes, JCEKS_MAGIC)) {
			return JCEKS;
		}
		if (bytes.length > 0 && bytes[0] == 0x30) {
			return ofAsn1(bytes);
		}
		String head = new String(bytes, 0, Math.min(bytes.length, LONGEST_PREAMBLE), StandardCharsets.ISO_8859_1);
		return head.contains("-----BEGIN ") ? PEM : UNKNOWN;
	}

	// By the first field: a version, the signed part of a certificate, or a type.
	private static FileKind ofAsn1(byte[] bytes) {
		try {
			ASN1Sequence outer = ASN1Sequence.getInstance(Asn1.read(bytes));
			ASN1Encodable first = outer.getObjectAt(0);
			if (first instanceof ASN1Integer version) {
				return version.hasValue(3) ? PKCS12 : KEY;
			}
			if (first instanceof ASN1ObjectIdentifier) {
				return PKCS7;
			}
			return (first.toASN1Primitive() instanceof ASN1Sequence) ? CERTIFICATE : UNKNOWN;
		}
		catch (RuntimeException ex) {
			return UNKNOWN;
		}
	}

	private static boolean startsWith(byte[] bytes, byte[] magic) {
		return bytes.length >= magic.length && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
	}

	/**
	 * Reads ASN.1 that may be BER, as keystores of Windows are.
	 */
	static final class Asn1 {

		private Asn1() {
		}

		/**
		 * @throws MalformedException {@code keystore-unreadable}
		 */
		static ASN1Primitive read(byte[] bytes) {
			try {
				ASN1Primitive value = ASN1Primitive.fromByteArray(bytes);
				if (value != null) {
					return value;
				}
			}
			// Bouncy Castle ends hostile input in several unchecked exceptions.
			catch (java.io.IOException | RuntimeException | StackOverflowError ex) {
				// Told below.
			}
			throw new MalformedException("keystore-unreadable", "The bytes can't be read as ASN.1");
		}

	}

}
