package handfast.validation.lints;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

import handfast.validation.Code;
import handfast.validation.Finding;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * L06, all: the issuer's name is not empty and equals, byte for byte, the subject of the
 * certificate above.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.4 RFC 5280 §4.1.2.4
 */
final class L06Issuer implements Lint, CrlLint {

	@Override
	public List<Finding> check(Specimen specimen) {
		return compare(specimen.tbs().getIssuer(), specimen.issuer());
	}

	@Override
	public List<Finding> check(CrlSpecimen specimen) {
		return compare(specimen.crl().issuer(), specimen.issuer());
	}

	private List<Finding> compare(X500Name name, X509CertificateHolder issuer) {
		if (name.size() == 0) {
			return found(Code.ISSUER_MISMATCH, "has an empty issuer");
		}
		return foundIf(!Arrays.equals(encoded(name), encoded(issuer.getSubject())), Code.ISSUER_MISMATCH,
				"names another issuer than the certificate above it");
	}

	static byte[] encoded(X500Name name) {
		try {
			return name.getEncoded(ASN1Encoding.DER);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
