package handfast.validation.lints;

import java.util.Arrays;
import java.util.List;

import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * The OIDs of an extended key usage.
 */
final class Purposes {

	private Purposes() {
	}

	static List<String> of(Extension extension) {
		return Arrays.stream(ExtendedKeyUsage.getInstance(extension.getParsedValue()).getUsages())
			.map(KeyPurposeId::getId)
			.toList();
	}

}
