package handfast.delivery;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

import handfast.authority.KeystoreOpener;
import handfast.bundle.Bundle;
import handfast.bundle.BundleOrder;
import handfast.bundle.BundleOrder.Encryption;
import handfast.bundle.BundleOrder.Format;
import handfast.bundle.Bundles;
import handfast.bundle.OpenedBundle;
import handfast.x509.Secret;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Reads the file of a CA that is brought along.
 */
@Component
class AuthorityKeystores implements KeystoreOpener {

	private final Bundles bundles;

	AuthorityKeystores(Bundles bundles) {
		this.bundles = bundles;
	}

	@Override
	public Opened open(byte[] file, boolean pem, @Nullable Secret password) {
		BundleOrder order = new BundleOrder(pem ? Format.PEM : Format.PKCS12, Encryption.MODERN, password, "ca");
		OpenedBundle opened = this.bundles.open(new Bundle(order, file, "application/octet-stream", "file"));
		List<byte[]> chain = new ArrayList<>();
		try {
			for (X509Certificate certificate : opened.chain()) {
				chain.add(certificate.getEncoded());
			}
		}
		catch (CertificateEncodingException ex) {
			throw new IllegalStateException(ex);
		}
		return new Opened(opened.privateKey(), chain);
	}

}
