package handfast.authority;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

import handfast.certificate.Certificate;
import handfast.certificate.Reservation;
import handfast.storage.Node;
import handfast.validation.LintSubject;
import handfast.validation.Violation;
import handfast.x509.Fingerprint;
import handfast.x509.PermitRule;
import handfast.x509.SerialNumber;
import handfast.x509.Validity;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * The certificate of a CA of ours: a root that signs itself, an issuing CA, or a root
 * that another root certifies.
 *
 * @param key that is certified
 * @param pathLength of an issuing CA
 * @param permitted what an issuing CA may certify alone; empty for all
 * @param owner the installation
 * @param whenKept what else belongs to the transaction of the outcome
 */
record CaDraft(UUID id, CaKey key, LintSubject.Role role, X500Name subject, SigningCa issuer, Validity validity,
		int pathLength, List<PermitRule> permitted, UUID owner, Node node, Consumer<byte[]> whenKept) implements Draft {

	private static final KeyPurposeId[] PURPOSES = { KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth };

	@Override
	public TBSCertificate tbs(SerialNumber serial) {
		List<Extension> extensions = new ArrayList<>();
		boolean issuing = this.role == LintSubject.Role.ISSUING_CA;
		extensions.add(Tbs.extension(Extension.basicConstraints, true,
				issuing ? new BasicConstraints(this.pathLength) : new BasicConstraints(true)));
		extensions.add(Tbs.extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign)));
		if (issuing) {
			extensions.add(Tbs.extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(PURPOSES)));
			if (!this.permitted.isEmpty()) {
				extensions.add(Tbs.extension(Extension.nameConstraints, true, PermittedSubtrees.of(this.permitted)));
			}
		}
		extensions.add(Tbs.subjectKeyIdentifier(publicKey()));
		if (this.role != LintSubject.Role.ROOT) {
			extensions.addAll(List.of(Tbs.authorityKeyIdentifier(this.issuer), Tbs.crlDistributionPoint(this.issuer),
					Tbs.authorityInformationAccess(this.issuer)));
		}
		return Tbs.of(serial, this.issuer, this.validity, this.subject, publicKey(),
				extensions.toArray(Extension[]::new));
	}

	@Override
	public LintSubject.Rules rules() {
		Set<String> purposes = (this.role == LintSubject.Role.ISSUING_CA)
				? Set.of(PURPOSES[0].getId(), PURPOSES[1].getId()) : Set.of();
		return new LintSubject.Rules(
				Duration.between(this.validity.notBefore(), this.validity.notAfter()).plusSeconds(1), purposes,
				Set.of(), true, false, this.pathLength);
	}

	@Override
	public List<Violation> violationsIn(X509CertificateHolder certificate) {
		if (!certificate.getSubjectPublicKeyInfo().equals(publicKey())) {
			throw new IllegalStateException("The tbsCertificate holds another key than that of the CA");
		}
		return List.of();
	}

	@Override
	public Reservation reservation(SerialNumber serial, byte[] tbs, X509CertificateHolder certificate) {
		Certificate.Kind kind = (this.role == LintSubject.Role.ROOT) ? Certificate.Kind.ROOT_CA
				: Certificate.Kind.ISSUING_CA;
		Shard shard = this.issuer.shard();
		return new Reservation(this.id, kind, this.issuer.key(), this.issuer.authority(), serial,
				(shard != null) ? shard.number() : 0, tbs, this.owner, null, null, List.of(),
				Subjects.text(this.subject), Subjects.text(this.issuer.name()), this.validity.notBefore(),
				this.validity.notAfter(), this.key.algorithm().label(), null, Fingerprint.of(this.key.spki()).bytes(),
				false, this.id, null, this.node, null);
	}

	@Override
	public String actor() {
		return "handfast";
	}

	@Override
	public void record() {
		// The key's row was there before.
	}

	@Override
	public void keep(byte[] der) {
		this.whenKept.accept(der);
	}

	private SubjectPublicKeyInfo publicKey() {
		return SubjectPublicKeyInfo.getInstance(this.key.spki());
	}

}
