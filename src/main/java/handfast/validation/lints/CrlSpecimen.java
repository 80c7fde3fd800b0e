package handfast.validation.lints;

import java.math.BigInteger;

import org.bouncycastle.asn1.x509.CertificateList;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * A CRL taken apart once for all lints.
 *
 * @param issuer the CA's certificate
 * @param previousNumber of the CRL before, null for the first
 * @param distributionPoint address of the shard, null for the whole list
 */
record CrlSpecimen(X509CRLHolder crl, X509CertificateHolder issuer, @Nullable BigInteger previousNumber,
		@Nullable String distributionPoint) {

	CertificateList structure() {
		return this.crl.toASN1Structure();
	}

	/**
	 * A self-signed CA is a root: its CRL speaks of CA certificates.
	 */
	boolean isOfRoot() {
		return this.issuer.getSubject().equals(this.issuer.getIssuer());
	}

}
