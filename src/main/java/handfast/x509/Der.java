package handfast.x509;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;

import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1Primitive;

/**
 * DER: the one encoding that each value has.
 *
 * @spec https://www.itu.int/rec/T-REC-X.690 X.690 §10
 */
public final class Der {

	private Der() {
	}

	/**
	 * Reads one value that fills the bytes and is encoded in the one right way.
	 * @throws MalformedException with the code and what is wrong
	 */
	public static ASN1Primitive read(byte[] bytes) {
		try (ASN1InputStream input = new ASN1InputStream(new ByteArrayInputStream(bytes), bytes.length)) {
			ASN1Primitive value = input.readObject();
			if (value == null || input.read() >= 0) {
				throw malformed("There are bytes after the end, or none at all.");
			}
			if (!Arrays.equals(value.getEncoded(ASN1Encoding.DER), bytes)) {
				throw malformed("The bytes are BER and not DER.");
			}
			return value;
		}
		catch (MalformedException ex) {
			throw ex;
		}
		// Bouncy Castle ends hostile input in several unchecked exceptions.
		catch (IOException | RuntimeException | StackOverflowError ex) {
			throw malformed("The bytes can't be read as ASN.1.");
		}
	}

	private static MalformedException malformed(String message) {
		return new MalformedException("der-malformed", message);
	}

}
