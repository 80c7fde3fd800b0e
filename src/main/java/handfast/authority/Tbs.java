package handfast.authority;

import java.util.Date;

import handfast.x509.SerialNumber;
import handfast.x509.Validity;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;

/**
 * What all tbsCertificates have in common.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2 RFC 5280 §4.1.2
 */
final class Tbs {

	private Tbs() {
	}

	static TBSCertificate of(SerialNumber serial, SigningCa issuer, Validity validity, X500Name subject,
			SubjectPublicKeyInfo key, Extension... extensions) {
		V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
		generator.setSerialNumber(new ASN1Integer(serial.value()));
		generator.setSignature(issuer.signer().algorithm());
		generator.setIssuer(issuer.name());
		// RFC 5280 §4.1.2.5: Time is UTCTime through 2049, GeneralizedTime from 2050.
		generator.setStartDate(new Time(Date.from(validity.notBefore())));
		generator.setEndDate(new Time(Date.from(validity.notAfter())));
		generator.setSubject(subject);
		generator.setSubjectPublicKeyInfo(key);
		generator.setExtensions(new Extensions(extensions));
		return generator.generateTBSCertificate();
	}

	static Extension extension(ASN1ObjectIdentifier type, boolean critical, ASN1Encodable value) {
		return new Extension(type, critical, Der.of(value));
	}

	static Extension subjectKeyIdentifier(SubjectPublicKeyInfo key) {
		return extension(Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(KeyIdentifiers.of(key)));
	}

	static Extension authorityKeyIdentifier(SigningCa issuer) {
		return extension(Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(issuer.keyIdentifier()));
	}

	/**
	 * Where the CRL is that answers for what this CA signs now.
	 */
	static Extension crlDistributionPoint(SigningCa issuer) {
		DistributionPointName name = new DistributionPointName(new GeneralNames(
				new GeneralName(GeneralName.uniformResourceIdentifier, new DERIA5String(issuer.requireShard().url()))));
		return extension(Extension.cRLDistributionPoints, false,
				new CRLDistPoint(new DistributionPoint[] { new DistributionPoint(name, null, null) }));
	}

	/**
	 * Where the issuer's certificate is.
	 */
	static Extension authorityInformationAccess(SigningCa issuer) {
		return extension(Extension.authorityInfoAccess, false, new AuthorityInformationAccess(caIssuers(issuer)));
	}

	/**
	 * The same, and where to ask for the status.
	 */
	static Extension authorityInformationAccessWithOcsp(SigningCa issuer) {
		AccessDescription ocsp = access(AccessDescription.id_ad_ocsp, issuer.requireShard().publicUrl() + "/pki/ocsp");
		return extension(Extension.authorityInfoAccess, false,
				new AuthorityInformationAccess(new AccessDescription[] { ocsp, caIssuers(issuer) }));
	}

	private static AccessDescription caIssuers(SigningCa issuer) {
		return access(AccessDescription.id_ad_caIssuers,
				issuer.requireShard().publicUrl() + "/pki/" + issuer.authority() + ".cer");
	}

	private static AccessDescription access(ASN1ObjectIdentifier method, String url) {
		return new AccessDescription(method, new GeneralName(GeneralName.uniformResourceIdentifier, url));
	}

}
