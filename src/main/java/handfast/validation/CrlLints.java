package handfast.validation;

import java.math.BigInteger;
import java.util.List;

import handfast.validation.lints.Catalogue;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * The lints of CRLs (L01, L03, L04, L06, L08, L36 as far as they apply, L37, L38).
 */
public final class CrlLints {

	private CrlLints() {
	}

	/**
	 * What the lints have against the CRL; empty where nothing. However long it is, no
	 * copy of it is made.
	 * @param der of the CRL
	 * @param issuer the CA's certificate; a self-signed one makes it a root's CRL
	 * @param previousNumber of the CRL before it, null for the first
	 * @param distributionPoint the address that certificates of this shard name; null for
	 * the whole list, which carries no issuing distribution point
	 */
	public static List<Finding> check(byte[] der, X509CertificateHolder issuer, @Nullable BigInteger previousNumber,
			@Nullable String distributionPoint) {
		return Catalogue.check(der, issuer, previousNumber, distributionPoint);
	}

}
