package handfast.x509;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.util.CollectionStore;

/**
 * A PKCS #7 message that signs nothing and only carries certificates, as keytool and
 * Windows import them ({@code application/pkcs7-mime}).
 *
 * @spec https://www.rfc-editor.org/rfc/rfc8551#section-3.8 RFC 8551 §3.8
 */
public final class CertsOnly {

	private CertsOnly() {
	}

	/**
	 * DER of the message. DER sorts a set, so readers find the leaf by itself, not by its
	 * place.
	 * @param chain DER of the certificates
	 * @throws MalformedException {@code malformed-certificate} where one can't be read
	 */
	public static byte[] pkcs7(List<byte[]> chain) {
		try {
			List<X509CertificateHolder> certificates = new ArrayList<>();
			for (byte[] der : chain) {
				certificates.add(new X509CertificateHolder(der));
			}
			CMSSignedDataGenerator message = new CMSSignedDataGenerator();
			message.addCertificates(new CollectionStore<>(certificates));
			return message.generate(new CMSAbsentContent()).toASN1Structure().getEncoded(ASN1Encoding.DER);
		}
		catch (IOException | CMSException ex) {
			throw new MalformedException("malformed-certificate", "A certificate of the chain can't be read");
		}
	}

}
