package handfast.validation.lints;

import java.util.List;

import handfast.validation.KeyRules;
import handfast.validation.KeyVerdict;
import handfast.validation.LintSubject;
import handfast.validation.LintSubject.Role;
import handfast.validation.LintSubject.Rules;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * A certificate taken apart once for all lints.
 */
final class Specimen {

	private final LintSubject subject;

	private final TBSCertificate tbs;

	private @Nullable List<GeneralName> names;

	private @Nullable KeyVerdict key;

	Specimen(LintSubject subject) {
		this.subject = subject;
		this.tbs = subject.certificate().toASN1Structure().getTBSCertificate();
	}

	LintSubject subject() {
		return this.subject;
	}

	Rules rules() {
		return this.subject.rules();
	}

	X509CertificateHolder certificate() {
		return this.subject.certificate();
	}

	TBSCertificate tbs() {
		return this.tbs;
	}

	boolean isRoot() {
		return this.subject.role() == Role.ROOT;
	}

	boolean isCa() {
		return Lint.CAS.contains(this.subject.role());
	}

	/**
	 * The certificate above; a root is its own.
	 */
	X509CertificateHolder issuer() {
		return this.subject.issuers().isEmpty() ? certificate() : this.subject.issuers().getFirst();
	}

	boolean has(ASN1ObjectIdentifier oid) {
		return extension(oid) != null;
	}

	@Nullable Extension extension(ASN1ObjectIdentifier oid) {
		return extension(this.tbs, oid);
	}

	static @Nullable Extension extension(TBSCertificate tbs, ASN1ObjectIdentifier oid) {
		Extensions extensions = tbs.getExtensions();
		return (extensions != null) ? extensions.getExtension(oid) : null;
	}

	/**
	 * The SAN's names; empty where there is none.
	 */
	List<GeneralName> names() {
		List<GeneralName> read = this.names;
		if (read == null) {
			Extension extension = extension(Extension.subjectAlternativeName);
			read = (extension != null) ? List.of(GeneralNames.getInstance(extension.getParsedValue()).getNames())
					: List.of();
			this.names = read;
		}
		return read;
	}

	/**
	 * The dNSNames of the SAN as text.
	 */
	List<String> dnsNames() {
		return names().stream().filter((name) -> name.getTagNo() == GeneralName.dNSName).map(Specimen::text).toList();
	}

	static String text(GeneralName name) {
		return ((ASN1String) name.getName()).getString();
	}

	KeyVerdict key() {
		KeyVerdict verdict = this.key;
		if (verdict == null) {
			verdict = KeyRules.check(this.tbs.getSubjectPublicKeyInfo());
			this.key = verdict;
		}
		return verdict;
	}

}
