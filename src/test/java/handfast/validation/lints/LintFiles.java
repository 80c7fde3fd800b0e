package handfast.validation.lints;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.function.Consumer;

import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.junit.jupiter.api.Test;

/**
 * Makes the good and the bad file of each lint anew, all with new keys. By hand, and
 * seldom: {@code ./mvnw -q test -Dtest=LintFiles}; its name keeps it out of the ordinary
 * build. A good and a bad file differ in the one field that the lint judges.
 */
class LintFiles {

	private static final Path FOLDER = Path.of("src/test/resources/lints");

	private static final ASN1ObjectIdentifier POLICY = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1");

	private final TestChain chain = new TestChain();

	@Test
	void writesThemAll() throws Exception {
		Files.createDirectories(FOLDER);
		write("root", this.chain.root());
		write("issuing", this.chain.issuing());
		bytes();
		frame();
		subjects();
		keys();
		usages();
		names();
		cas();
		pointers();
		write("L37-good", "X509 CRL", this.chain.crl("260111000000Z", 1));
		write("L37-bad", "X509 CRL", this.chain.crl("260111000001Z", 1));
		write("L38-good", "X509 CRL", this.chain.crl("260111000000Z", 1));
		write("L38-bad", "X509 CRL", this.chain.crl("260111000000Z", 0));
		write("L39-good", this.chain.ocspSigner());
		Draft checked = this.chain.ocspSigner();
		checked.extensions.remove(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck);
		write("L39-bad", checked);
		write("L40-good", "OCSP RESPONSE", this.chain.answer(Instant.parse("2026-01-11T00:00:00Z")).getEncoded());
		write("L40-bad", "OCSP RESPONSE", this.chain.answer(Instant.parse("2026-01-11T00:00:01Z")).getEncoded());
	}

	private void bytes() throws Exception {
		// X.690 §11.5: critical FALSE is the default and must not be written
		leaf("L01",
				(draft) -> draft.extensions.computeIfPresent(Extension.subjectAlternativeName,
						(oid, extension) -> new DERSequence(
								new ASN1Encodable[] { oid, ASN1Boolean.FALSE, extension.getObjectAt(1) })));
		leaf("L02", (draft) -> draft.version = new DERTaggedObject(true, 0, new ASN1Integer(1)));
		leaf("L03", (draft) -> draft.outer = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA512));
		leaf("L04", (draft) -> {
			draft.inner = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256, DERNull.INSTANCE);
			draft.outer = draft.inner;
		});
		leaf("L09", (draft) -> draft.lastExtension = draft.extensions.get(Extension.keyUsage));
		leaf("L10", (draft) -> draft.extension(POLICY, true, DERNull.INSTANCE));
		leaf("L36", (draft) -> draft.spoilSignature = true);
	}

	private void frame() throws Exception {
		leaf("L05", (draft) -> draft.serial = BigInteger.ONE.shiftLeft(63).subtract(BigInteger.ONE));
		leaf("L06",
				(draft) -> draft.issuer = new X500NameBuilder().addRDN(BCStyle.O, new DERPrintableString("Test"))
					.addRDN(BCStyle.CN, new DERUTF8String("Test Issuing CA"))
					.build());
		leaf("L07", (draft) -> draft.notAfter = new DERUTCTime("260401000000Z"));
		leaf("L08", (draft) -> draft.notAfter = new DERGeneralizedTime("20260331235959Z"));
		leaf("L15", (draft) -> draft.extension(Extension.authorityKeyIdentifier, false,
				new AuthorityKeyIdentifier(TestChain.keyId(this.chain.rootKey))));
	}

	private void subjects() throws Exception {
		leaf("L11", (draft) -> draft.subject = subject("DE", new DERBMPString("Shop"), "shop.test"));
		leaf("L12", (draft) -> draft.subject = subject("D1", new DERUTF8String("Shop"), "shop.test"));
		leaf("L29", (draft) -> draft.subject = subject("DE", new DERUTF8String("Shop"), "shop.example"));
	}

	private void keys() throws Exception {
		leaf("L13", (draft) -> draft.key = new SubjectPublicKeyInfo(draft.key.getAlgorithm(), compressed(draft.key)));
		BigInteger p = BigInteger.probablePrime(1024, new SecureRandom()).setBit(1022).nextProbablePrime();
		BigInteger q = BigInteger.probablePrime(1024, new SecureRandom()).setBit(1022).nextProbablePrime();
		write("L14-good", with((draft) -> draft.key = rsa(p.multiply(q))));
		write("L14-bad", with((draft) -> draft.key = rsa(p.multiply(p.nextProbablePrime()))));
	}

	private void usages() throws Exception {
		leaf("L17", (draft) -> draft.extension(Extension.keyUsage, true,
				new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyAgreement)));
		leaf("L18", (draft) -> draft.extension(Extension.keyUsage, true,
				new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign)));
		write("L21-good", with((draft) -> draft.extension(Extension.basicConstraints, true, new DERSequence())));
		write("L21-bad",
				with((draft) -> draft.extension(Extension.basicConstraints, true, new BasicConstraints(true))));
		leaf("L22", (draft) -> draft.extension(Extension.extendedKeyUsage, false,
				new ExtendedKeyUsage(KeyPurposeId.anyExtendedKeyUsage)));
	}

	private void names() throws Exception {
		leaf("L24", (draft) -> draft.extension(Extension.subjectAlternativeName, true,
				new GeneralNames(TestChain.dns("shop.test"))));
		named("L25", TestChain.dns("a-b.shop.test"), TestChain.dns("a_b.shop.test"));
		named("L26", TestChain.dns("*.api.shop.test"), TestChain.dns("a*.api.shop.test"));
		named("L27", new GeneralName(GeneralName.iPAddress, "10.9.9.9"),
				new GeneralName(GeneralName.iPAddress, "169.254.9.9"));
		named("L28", TestChain.dns("ops.shop.test"), new GeneralName(GeneralName.rfc822Name, "ops@shop.test"));
		named("L31", TestChain.dns("public.shop.test"), TestChain.dns("secret.shop.test"));
	}

	private void cas() throws Exception {
		issuing("L16", (draft) -> draft.extension(Extension.subjectKeyIdentifier, false,
				new SubjectKeyIdentifier(TestChain.keyId(this.chain.leafKey))));
		issuing("L19", (draft) -> draft.extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign)));
		issuing("L20", (draft) -> draft.extension(Extension.basicConstraints, true, new BasicConstraints(true)));
		issuing("L23", (draft) -> draft.extension(Extension.extendedKeyUsage, false,
				new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth)));
		write("L30-good", this.chain.constrained());
		Draft dotted = this.chain.constrained();
		dotted.extension(Extension.nameConstraints, true,
				new NameConstraints(new GeneralSubtree[] { new GeneralSubtree(TestChain.dns(".test")) }, null));
		write("L30-bad", dotted);
		write("L35-good", this.chain.root());
		write("L35-bad", this.chain.root()
			.extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth)));
	}

	private void pointers() throws Exception {
		leaf("L32", (draft) -> draft.extension(Extension.cRLDistributionPoints, false,
				TestChain.point("ldap://localhost/cn=crl")));
		leaf("L33", (draft) -> draft.extensions.remove(Extension.cRLDistributionPoints));
		write("L34-good",
				with((draft) -> draft.extension(Extension.certificatePolicies, false,
						new CertificatePolicies(new PolicyInformation[] { new PolicyInformation(POLICY),
								new PolicyInformation(POLICY.branch("1")) }))));
		write("L34-bad", with((draft) -> draft.extension(Extension.certificatePolicies, false, new CertificatePolicies(
				new PolicyInformation[] { new PolicyInformation(POLICY), new PolicyInformation(POLICY) }))));
	}

	private void leaf(String lint, Consumer<Draft> spoil) throws Exception {
		write(lint + "-good", this.chain.leaf());
		write(lint + "-bad", with(spoil));
	}

	private void issuing(String lint, Consumer<Draft> spoil) throws Exception {
		write(lint + "-good", this.chain.issuing());
		Draft bad = this.chain.issuing();
		spoil.accept(bad);
		write(lint + "-bad", bad);
	}

	private void named(String lint, GeneralName good, GeneralName bad) throws Exception {
		write(lint + "-good", with((draft) -> TestChain.names(draft, TestChain.dns("shop.test"), good)));
		write(lint + "-bad", with((draft) -> TestChain.names(draft, TestChain.dns("shop.test"), bad)));
	}

	private Draft with(Consumer<Draft> change) {
		Draft draft = this.chain.leaf();
		change.accept(draft);
		return draft;
	}

	private static X500Name subject(String country, ASN1Encodable organization, String commonName) {
		return new X500NameBuilder().addRDN(BCStyle.C, new DERPrintableString(country))
			.addRDN(BCStyle.O, organization)
			.addRDN(BCStyle.CN, new DERUTF8String(commonName))
			.build();
	}

	private static byte[] compressed(SubjectPublicKeyInfo key) {
		return CustomNamedCurves.getByName("P-256")
			.getCurve()
			.decodePoint(key.getPublicKeyData().getOctets())
			.getEncoded(true);
	}

	private static SubjectPublicKeyInfo rsa(BigInteger modulus) {
		try {
			return new SubjectPublicKeyInfo(
					new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
					new RSAPublicKey(modulus, BigInteger.valueOf(65537)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void write(String name, Draft draft) throws Exception {
		write(name, "CERTIFICATE", draft.signed());
	}

	private static void write(String name, String type, byte[] der) throws IOException {
		String text = Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(der);
		Files.writeString(FOLDER.resolve(name + ".pem"),
				"-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
	}

}
