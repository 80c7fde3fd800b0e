package handfast.validation.lints;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import handfast.validation.LintSubject;
import handfast.validation.LintSubject.Role;
import handfast.validation.LintSubject.Rules;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * A root, an issuing CA and drafts below them, that no lint has anything against.
 */
class TestChain {

	static final Rules RULES = new Rules(Duration.ofDays(90),
			Set.of(KeyPurposeId.id_kp_serverAuth.getId(), KeyPurposeId.id_kp_clientAuth.getId()), Set.of("dns", "ip"),
			false, false);

	static final Rules CA_RULES = new Rules(Duration.ofDays(7305), RULES.purposes(), RULES.nameTypes(), false, false);

	static final String CRL = "http://localhost:8080/pki/0199/1.crl";

	final KeyPair rootKey = keyPair();

	final KeyPair issuingKey = keyPair();

	final KeyPair leafKey = keyPair();

	final X500Name rootName = name("Test Root");

	final X500Name issuingName = name("Test Issuing CA");

	static final Rules SIGNER_RULES = new Rules(Duration.ofDays(14), Set.of(KeyPurposeId.id_kp_OCSPSigning.getId()),
			Set.of(), true, false);

	static final BigInteger ASKED = BigInteger.ONE.shiftLeft(126);

	static final byte[] NONCE = new byte[32];

	Draft root() {
		Draft draft = ca(this.rootName, this.rootKey);
		draft.notAfter = new DERUTCTime("451231235959Z");
		return draft.extension(Extension.basicConstraints, true, new BasicConstraints(true));
	}

	Draft issuing() {
		Draft draft = ca(this.issuingName, this.issuingKey);
		draft.notAfter = new DERUTCTime("301231235959Z");
		return draft.extension(Extension.basicConstraints, true, new BasicConstraints(0))
			.extension(Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(keyId(this.rootKey)))
			.extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(
					new KeyPurposeId[] { KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth }));
	}

	Draft constrained() {
		GeneralSubtree[] permitted = { new GeneralSubtree(new GeneralName(GeneralName.dNSName, "test")),
				new GeneralSubtree(new GeneralName(GeneralName.iPAddress, "10.0.0.0/8")) };
		GeneralSubtree[] excluded = { new GeneralSubtree(new GeneralName(GeneralName.dNSName, "secret.shop.test")) };
		return issuing().extension(Extension.nameConstraints, true, new NameConstraints(permitted, excluded));
	}

	Draft leaf() {
		Draft draft = new Draft();
		draft.issuer = this.issuingName;
		draft.subject = new X500NameBuilder().addRDN(BCStyle.C, new DERPrintableString("DE"))
			.addRDN(BCStyle.O, new DERUTF8String("Shop"))
			.addRDN(BCStyle.CN, new DERUTF8String("shop.test"))
			.build();
		draft.key = info(this.leafKey);
		draft.signer = this.issuingKey.getPrivate();
		return names(draft, dns("shop.test"), dns("*.shop.test"), new GeneralName(GeneralName.iPAddress, "10.1.2.3"))
			.extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
			.extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
			.extension(Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(keyId(this.issuingKey)))
			.extension(Extension.cRLDistributionPoints, false, point(CRL));
	}

	Draft ocspSigner() {
		Draft draft = leaf();
		draft.extensions.remove(Extension.subjectAlternativeName);
		draft.extensions.remove(Extension.cRLDistributionPoints);
		draft.subject = name("Test OCSP");
		draft.notAfter = new DERUTCTime("260114235959Z");
		return draft.extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning))
			.extension(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck, false, DERNull.INSTANCE);
	}

	/**
	 * An answer of 2026-01-01 by {@link #ocspSigner()}, good for what is {@link #ASKED}
	 * about, with the {@link #NONCE}.
	 */
	BasicOCSPResp answer(Instant nextUpdate) throws Exception {
		DigestCalculator sha1 = new JcaDigestCalculatorProviderBuilder().setProvider(Draft.PROVIDER)
			.build()
			.get(CertificateID.HASH_SHA1);
		Date now = Date.from(Instant.parse("2026-01-01T00:00:00Z"));
		return new BasicOCSPRespBuilder(info(this.leafKey), sha1)
			.addResponse(new CertificateID(sha1, issuing().holder(), ASKED), CertificateStatus.GOOD, now,
					Date.from(nextUpdate))
			.setResponseExtensions(
					new Extensions(new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, octets(NONCE))))
			.build(new JcaContentSignerBuilder("SHA256withECDSA").setProvider(Draft.PROVIDER)
				.build(this.leafKey.getPrivate()), new X509CertificateHolder[] { ocspSigner().holder() }, now);
	}

	static byte[] octets(byte[] nonce) throws IOException {
		return new DEROctetString(nonce).getEncoded();
	}

	LintSubject subject(Draft leaf) throws Exception {
		return new LintSubject(leaf.holder(), Role.END_ENTITY, List.of(issuing().holder(), root().holder()), RULES,
				info(this.issuingKey));
	}

	static Draft names(Draft draft, GeneralName... names) {
		return draft.extension(Extension.subjectAlternativeName, draft.subject.size() == 0, new GeneralNames(names));
	}

	static GeneralName dns(String name) {
		return new GeneralName(GeneralName.dNSName, name);
	}

	static CRLDistPoint point(String address) {
		return new CRLDistPoint(new DistributionPoint[] { new DistributionPoint(pointName(address), null, null) });
	}

	static DistributionPointName pointName(String address) {
		return new DistributionPointName(
				new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, address)));
	}

	byte[] crl(String nextUpdate, int reason) throws Exception {
		return crl(nextUpdate, (reason >= 0) ? new DERSequence(entry(BigInteger.ONE.shiftLeft(126), reason)) : null);
	}

	/**
	 * One that lists these serial numbers.
	 */
	byte[] crl(BigInteger... serials) throws Exception {
		return crl("260111000000Z",
				new DERSequence(Stream.of(serials).map((serial) -> entry(serial, 1)).toArray(ASN1Encodable[]::new)));
	}

	private byte[] crl(String nextUpdate, ASN1Sequence entries) throws Exception {
		ASN1EncodableVector tbs = new ASN1EncodableVector();
		tbs.add(new ASN1Integer(1));
		tbs.add(Draft.ECDSA_SHA256);
		tbs.add(this.issuingName);
		tbs.add(new DERUTCTime("260101000000Z"));
		if (nextUpdate != null) {
			tbs.add(new DERUTCTime(nextUpdate));
		}
		if (entries != null) {
			tbs.add(entries);
		}
		tbs.add(new DERTaggedObject(true, 0,
				new DERSequence(new ASN1Encodable[] {
						new Extension(Extension.authorityKeyIdentifier, false,
								Draft.octets(new AuthorityKeyIdentifier(keyId(this.issuingKey)))),
						new Extension(Extension.cRLNumber, false, Draft.octets(new ASN1Integer(8))),
						new Extension(Extension.issuingDistributionPoint, true,
								Draft.octets(new IssuingDistributionPoint(pointName(CRL), false, false))) })));
		return Draft.sign(new DERSequence(tbs), Draft.ECDSA_SHA256, this.issuingKey.getPrivate(), false);
	}

	private static ASN1Sequence entry(BigInteger serial, int reason) {
		return new DERSequence(new ASN1Encodable[] { new ASN1Integer(serial), new DERUTCTime("251231000000Z"),
				new DERSequence(new Extension(Extension.reasonCode, false, Draft.octets(CRLReason.lookup(reason)))) });
	}

	private Draft ca(X500Name name, KeyPair key) {
		Draft draft = new Draft();
		draft.issuer = this.rootName;
		draft.subject = name;
		draft.key = info(key);
		draft.signer = this.rootKey.getPrivate();
		return draft.extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
			.extension(Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(keyId(key)));
	}

	static byte[] keyId(KeyPair key) {
		try {
			return MessageDigest.getInstance("SHA-1").digest(info(key).getPublicKeyData().getBytes());
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static SubjectPublicKeyInfo info(KeyPair key) {
		return SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded());
	}

	private static X500Name name(String commonName) {
		return new X500NameBuilder().addRDN(BCStyle.O, new DERUTF8String("Test"))
			.addRDN(BCStyle.CN, new DERUTF8String(commonName))
			.build();
	}

	static KeyPair keyPair() {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", Draft.PROVIDER);
			generator.initialize(new ECGenParameterSpec("secp256r1"));
			return generator.generateKeyPair();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
