package handfast.validation.lints;

import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;

/**
 * The bits of a keyUsage.
 */
final class KeyUsages {

	private KeyUsages() {
	}

	/**
	 * The bits as {@link KeyUsage} numbers them; none where the extension is missing.
	 */
	static int of(@Nullable Extension extension) {
		if (extension == null) {
			return 0;
		}
		byte[] octets = ASN1BitString.getInstance(extension.getParsedValue()).getBytes();
		int bits = (octets.length > 0) ? octets[0] & 0xff : 0;
		return (octets.length > 1) ? bits | (octets[1] & 0xff) << 8 : bits;
	}

}
