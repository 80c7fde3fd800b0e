package handfast.validation;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import handfast.x509.IpAddress;
import handfast.x509.KeyAlgorithm;
import handfast.x509.TestAuthority;
import handfast.x509.TestAuthority.Draft;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rule by rule what RFC 5280 §6.1 and RFC 9525 refuse. Where the JDK lets a chain pass
 * that is refused here, the JDK is asked in the same test.
 */
class StrictPathTests {

	private static final TestAuthority ROOT = TestAuthority.root();

	private static final TestAuthority ISSUING = ROOT.issuing();

	private static final String SERVER = KeyPurposeId.id_kp_serverAuth.getId();

	private static final ASN1ObjectIdentifier GOLD = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.7.1");

	private static final ASN1ObjectIdentifier SILVER = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.7.2");

	private static final ASN1ObjectIdentifier ANY_POLICY = new ASN1ObjectIdentifier("2.5.29.32.0");

	private static final ASN1ObjectIdentifier STRANGE = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1");

	// What the JDK lets pass

	@Test
	void refusesSerialNumbersThatTheJdkTakes() throws Exception {
		for (BigInteger serial : List.of(BigInteger.ZERO, BigInteger.valueOf(-5))) {
			refusesWhereTheJdkPasses(ISSUING.leaf(change((draft) -> draft.serial = serial), "shop.test"),
					Code.BAD_SERIAL);
		}
	}

	@Test
	void refusesALeafOfVersionOneThatTheJdkTakes() throws Exception {
		X509CertificateHolder leaf = ISSUING.leaf(change((draft) -> draft.version = 1), "shop.test");
		assertThat(codes(check(leaf))).contains(Code.VERSION_NOT_V3, Code.MISSING_SAN);
		assertThat(jdkTakes(ROOT, leaf, ISSUING.certificate())).isTrue();
	}

	@Test
	void refusesAShortRsaKeyThatTheJdkTakes() throws Exception {
		refusesWhereTheJdkPasses(ISSUING.leaf(TestAuthority.oddKey("RSA", 1024), UnaryOperator.identity(), "shop.test"),
				Code.WEAK_KEY);
	}

	@Test
	void refusesALeafWithTheKeyUsageOfACaThatTheJdkTakes() throws Exception {
		refusesWhereTheJdkPasses(ISSUING
			.leaf(change((draft) -> draft.usage(KeyUsage.digitalSignature | KeyUsage.keyCertSign)), "shop.test"),
				Code.WRONG_KEY_USAGE);
	}

	@Test
	void refusesAWildcardOverASuffixThatTheJdkTakes() throws Exception {
		refusesWhereTheJdkPasses(ISSUING.leaf("shop.test", "*.co.uk"), Code.NAME_WILDCARD_TOO_WIDE);
	}

	@Test
	void refusesALeafWithoutSanThatTheJdkTakes() throws Exception {
		refusesWhereTheJdkPasses(
				ISSUING.leaf(change((draft) -> draft.remove(Extension.subjectAlternativeName)), "shop.test"),
				Code.MISSING_SAN);
	}

	@Test
	void holdsToConstraintsOfAnAnchorThatTheJdkPassesOver() throws Exception {
		TestAuthority root = TestAuthority.root("CN=Narrow", permitted(dns("other.test")));
		TestAuthority issuing = root.issuing();
		X509CertificateHolder leaf = issuing.leaf("shop.test");
		assertThat(codes(check(root, leaf, issuing.certificate()))).containsExactly(Code.NAME_CONSTRAINT_VIOLATED);
		assertThat(jdkTakes(root, leaf, issuing.certificate())).isTrue();
	}

	@Test
	void refusesAnAnchorThatIsNoCaWhichTheJdkTakes() throws Exception {
		TestAuthority root = TestAuthority.root("CN=No CA",
				change((draft) -> draft.put(Extension.basicConstraints, true, new BasicConstraints(false))));
		X509CertificateHolder leaf = root.leaf("shop.test");
		assertThat(codes(check(root, leaf))).containsExactly(Code.ISSUER_NOT_CA);
		assertThat(jdkTakes(root, leaf)).isTrue();
	}

	// CAs: RFC 5280 §6.1.4

	@Test
	void refusesACaWithoutBasicConstraints() {
		TestAuthority issuing = ROOT.issuing("CN=Plain", change((draft) -> draft.remove(Extension.basicConstraints)));
		assertThat(codes(under(issuing, "shop.test"))).contains(Code.ISSUER_NOT_CA);
	}

	@Test
	void refusesACaOfVersionOne() {
		TestAuthority issuing = ROOT.issuing("CN=Old", change((draft) -> draft.version = 1));
		assertThat(codes(under(issuing, "shop.test"))).contains(Code.ISSUER_NOT_CA, Code.VERSION_NOT_V3);
	}

	@Test
	void countsTheLengthOfAPathWithoutSelfIssuedCas() {
		TestAuthority upper = ROOT.issuing("CN=Upper", UnaryOperator.identity());
		TestAuthority rolled = upper.issuing("CN=Upper", UnaryOperator.identity());
		X509CertificateHolder leaf = rolled.leaf("shop.test");
		assertThat(check(ROOT, leaf, rolled.certificate(), upper.certificate()).trusted()).isTrue();
		TestAuthority other = upper.issuing("CN=Other", UnaryOperator.identity());
		assertThat(codes(check(ROOT, other.leaf("shop.test"), other.certificate(), upper.certificate())))
			.containsExactly(Code.PATH_TOO_LONG);
	}

	@Test
	void holdsToThePathLengthOfTheAnchor() {
		TestAuthority root = TestAuthority.root("CN=Short",
				change((draft) -> draft.put(Extension.basicConstraints, true, new BasicConstraints(0))));
		TestAuthority issuing = root.issuing();
		assertThat(codes(check(root, issuing.leaf("shop.test"), issuing.certificate())))
			.containsExactly(Code.PATH_TOO_LONG);
	}

	@Test
	void refusesCasOutsideTheirTime() {
		TestAuthority over = ROOT.issuing("CN=Over",
				change((draft) -> draft.notAfter = TestAuthority.NOW.minusSeconds(1)));
		assertThat(codes(under(over, "shop.test"))).containsExactly(Code.EXPIRED);
		TestAuthority early = ROOT.issuing("CN=Early",
				change((draft) -> draft.notBefore = TestAuthority.NOW.plusSeconds(1)));
		assertThat(codes(under(early, "shop.test"))).containsExactly(Code.NOT_YET_VALID);
	}

	@Test
	void countsTheFirstSecond() {
		assertThat(check(ISSUING.leaf(change((draft) -> draft.notBefore = TestAuthority.NOW), "shop.test")).trusted())
			.isTrue();
	}

	@Test
	void refusesUnknownCriticalExtensionsOfCas() {
		TestAuthority issuing = ROOT.issuing("CN=Odd", change((draft) -> draft.put(STRANGE, true, DERNull.INSTANCE)));
		assertThat(codes(under(issuing, "shop.test"))).containsExactly(Code.UNKNOWN_CRITICAL_EXTENSION);
		TestAuthority root = TestAuthority.root("CN=Odd Root",
				change((draft) -> draft.put(STRANGE, true, DERNull.INSTANCE)));
		assertThat(codes(check(root, root.leaf("shop.test")))).containsExactly(Code.UNKNOWN_CRITICAL_EXTENSION);
		TestAuthority lenient = ROOT.issuing("CN=Even", change((draft) -> draft.put(STRANGE, false, DERNull.INSTANCE)));
		assertThat(under(lenient, "shop.test").findings()).isEmpty();
	}

	@Test
	void refusesSerialNumbersAndKeysOfCasToo() {
		TestAuthority zero = ROOT.issuing("CN=Zero", change((draft) -> draft.serial = BigInteger.ZERO));
		assertThat(codes(under(zero, "shop.test"))).containsExactly(Code.BAD_SERIAL);
		TestAuthority weak = ROOT.issuing("CN=Weak", TestAuthority.oddKey("RSA", 1024), UnaryOperator.identity());
		assertThat(codes(under(weak, "shop.test"))).containsExactly(Code.WEAK_KEY);
	}

	@Test
	void takesACaForAnyPurpose() {
		TestAuthority issuing = ROOT.issuing("CN=Any",
				change((draft) -> draft.purposes(KeyPurposeId.anyExtendedKeyUsage)));
		assertThat(under(issuing, "shop.test").findings()).isEmpty();
	}

	// Where private PKIs differ from the rules and the RFC lets them

	@Test
	void warnsOfACaWithoutKeyUsage() {
		TestAuthority issuing = ROOT.issuing("CN=Bare", change((draft) -> draft.remove(Extension.keyUsage)));
		assertWarns(under(issuing, "shop.test"), Code.WRONG_KEY_USAGE);
	}

	@Test
	void warnsOfALeafWithoutExtendedKeyUsage() {
		assertWarns(check(ISSUING.leaf(change((draft) -> draft.remove(Extension.extendedKeyUsage)), "shop.test")),
				Code.WRONG_EXTENDED_KEY_USAGE);
	}

	// Encoding and algorithms: RFC 5280 §4.1

	@Test
	void refusesBrokenSignatures() {
		TestAuthority root = TestAuthority.root("CN=RSA", TestAuthority.keyOf(KeyAlgorithm.RSA_2048),
				UnaryOperator.identity());
		X509CertificateHolder leaf = root.leaf(change((draft) -> draft.signature = "MD5withRSA"), "shop.test");
		assertThat(codes(check(root, leaf))).containsExactly(Code.WEAK_SIGNATURE);
	}

	@Test
	void passesOverTheSignatureOfAnAnchor() {
		TestAuthority root = TestAuthority.root("CN=Old", change((draft) -> draft.signature = "SHA1withECDSA"));
		assertThat(check(root, root.leaf("shop.test")).findings()).isEmpty();
	}

	@Test
	void refusesParametersWhereNoneBelong() throws Exception {
		AlgorithmIdentifier odd = new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.840.10045.4.3.2"),
				DERNull.INSTANCE);
		X509CertificateHolder leaf = ISSUING.leaf(change((draft) -> draft.innerSignature = odd), "shop.test");
		byte[] spoiled = new DERSequence(new ASN1Encodable[] { leaf.toASN1Structure().getTBSCertificate(), odd,
				leaf.toASN1Structure().getSignature() })
			.getEncoded();
		assertThat(codes(check(List.of(spoiled, ISSUING.der()), ROOT))).contains(Code.ALGORITHM_IDENTIFIER_MALFORMED);
	}

	@Test
	void refusesBer() {
		byte[] der = TestAuthority.der(ISSUING.leaf("shop.test"));
		// The outer length, spelt in one octet more than it needs.
		byte[] ber = new byte[der.length + 1];
		ber[0] = der[0];
		ber[1] = (byte) 0x83;
		System.arraycopy(der, 2, ber, 3, der.length - 2);
		assertThat(der[1]).isEqualTo((byte) 0x82);
		assertThat(codes(check(List.of(ber, ISSUING.der()), ROOT))).containsExactly(Code.NOT_DER);
	}

	@Test
	void refusesAnIssuerWithoutAName() {
		TestAuthority root = TestAuthority.root("CN=x", change((draft) -> {
			draft.subject = new X500Name(new org.bouncycastle.asn1.x500.RDN[0]);
			draft.issuer = draft.subject;
		}));
		assertThat(codes(check(root, root.leaf("shop.test")))).contains(Code.ISSUER_MISMATCH);
	}

	// Names: RFC 9525 §6 and RFC 5280 §4.2.1.10

	@Test
	void takesNoAddressFromADnsName() {
		X509CertificateHolder leaf = ISSUING.leaf(change((draft) -> draft.names(dns("10.1.2.3"))), "shop.test");
		assertThat(codes(check(leaf, "10.1.2.3"))).containsExactly(Code.NAME_MISMATCH);
		X509CertificateHolder right = ISSUING
			.leaf(change((draft) -> draft.names(IpAddress.parse("10.1.2.3").toGeneralName())), "shop.test");
		assertThat(check(right, "10.1.2.3").findings()).isEmpty();
	}

	@Test
	void takesNoDnsNameFromOtherKinds() {
		for (int kind : new int[] { GeneralName.rfc822Name, GeneralName.uniformResourceIdentifier }) {
			X509CertificateHolder leaf = ISSUING
				.leaf(change((draft) -> draft.names(new GeneralName(kind, "shop.test"))), "shop.test");
			assertThat(codes(check(leaf, "shop.test"))).containsExactly(Code.NAME_MISMATCH);
		}
	}

	@ParameterizedTest
	@CsvSource({ "2, shop.test, shop.test, true", "2, shop.test, www.shop.test, true",
			"2, shop.test, xshop.test, false", "2, .shop.test, shop.test, false", "1, shop.test, a@shop.test, true",
			"1, shop.test, a@www.shop.test, false", "1, .shop.test, a@www.shop.test, true",
			"1, a@shop.test, a@shop.test, true", "1, a@shop.test, b@shop.test, false",
			"6, shop.test, https://shop.test/x, true", "6, shop.test, https://other.test/x, false",
			"6, .shop.test, https://www.shop.test:8443/x, true", "6, shop.test, urn:shop.test, false",
			"6, shop.test, https://10.1.2.3/x, false", "7, 10.1.0.0/255.255.0.0, 10.1.2.3, true",
			"7, 10.1.0.0/255.255.0.0, 10.2.2.3, false", "7, 10.1.0.0/255.255.0.0, fd00::1, false",
			"4, 'C=DE,O=Shop', 'C=DE,O=Shop,CN=x', true", "4, 'C=DE,O=Shop', 'C=DE,O=Other,CN=x', false" })
	void holdsNamesOfEveryKindToTheirConstraints(int kind, String base, String name, boolean permitted) {
		GeneralName subtree = new GeneralName(kind, base);
		GeneralName held = (kind == GeneralName.iPAddress) ? IpAddress.parse(name).toGeneralName()
				: new GeneralName(kind, name);
		UnaryOperator<Draft> leaf = change((draft) -> {
			draft.subject = (kind == GeneralName.directoryName) ? new X500Name(name)
					: new X500Name(new org.bouncycastle.asn1.x500.RDN[0]);
			draft.names(held);
		});
		for (TestAuthority issuing : List.of(ROOT.issuing("CN=Narrow", permitted(subtree)),
				TestAuthority.root("CN=Narrow Root", permitted(subtree)))) {
			boolean anchor = issuing.certificate().getSubject().equals(issuing.certificate().getIssuer());
			X509CertificateHolder certificate = issuing.leaf(leaf, "x");
			List<byte[]> chain = anchor ? List.of(TestAuthority.der(certificate))
					: List.of(TestAuthority.der(certificate), issuing.der());
			PathVerdict verdict = PathChecker.check(new PathQuery(chain, List.of(anchor ? issuing.der() : ROOT.der()),
					TestAuthority.NOW, null, SERVER, null));
			assertThat(verdict.trusted()).as(verdict.findings().toString()).isEqualTo(permitted);
			if (!permitted) {
				assertThat(codes(verdict)).containsExactly(Code.NAME_CONSTRAINT_VIOLATED);
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "2, shop.test, www.shop.test", "2, www.shop.test, *.shop.test", "1, shop.test, a@shop.test",
			"6, shop.test, https://shop.test/", "7, 10.0.0.0/255.0.0.0, 10.1.2.3", "4, O=Shop, 'O=Shop,CN=x'" })
	void refusesExcludedNamesOfEveryKind(int kind, String base, String name) {
		GeneralName subtree = new GeneralName(kind, base);
		GeneralName held = (kind == GeneralName.iPAddress) ? IpAddress.parse(name).toGeneralName()
				: new GeneralName(kind, name);
		TestAuthority issuing = ROOT.issuing("CN=Without", change((draft) -> draft.put(Extension.nameConstraints, true,
				new NameConstraints(null, new GeneralSubtree[] { new GeneralSubtree(subtree) }))));
		X509CertificateHolder leaf = issuing
			.leaf(change((draft) -> draft.names(new GeneralName(GeneralName.dNSName, "fine.example"), held)), "x");
		assertThat(codes(check(List.of(TestAuthority.der(leaf), issuing.der()), ROOT, null)))
			.containsExactly(Code.NAME_CONSTRAINT_VIOLATED);
	}

	@Test
	void holdsTheMailAddressOfASubjectToConstraints() {
		TestAuthority issuing = ROOT.issuing("CN=Mail",
				permitted(new GeneralName(GeneralName.rfc822Name, "shop.test")));
		X509CertificateHolder leaf = issuing
			.leaf(change((draft) -> draft.subject = new X500Name("E=a@other.test,CN=x")), "shop.test");
		assertThat(codes(check(ROOT, leaf, issuing.certificate()))).containsExactly(Code.NAME_CONSTRAINT_VIOLATED);
	}

	@Test
	void holdsCasBelowToConstraints() {
		TestAuthority upper = ROOT.issuing("CN=Upper", change((draft) -> {
			permitted(new GeneralName(GeneralName.directoryName, "O=Shop")).apply(draft);
			draft.put(Extension.basicConstraints, true, new BasicConstraints(1));
		}));
		TestAuthority lower = upper.issuing("O=Other,CN=Lower", UnaryOperator.identity());
		X509CertificateHolder leaf = lower.leaf(change((draft) -> draft.subject = new X500Name("O=Shop,CN=x")),
				"shop.test");
		PathVerdict verdict = check(ROOT, leaf, lower.certificate(), upper.certificate());
		assertThat(codes(verdict)).containsExactly(Code.NAME_CONSTRAINT_VIOLATED);
		assertThat(verdict.findings().getFirst().cause()).contains("CN=Lower");
	}

	@Test
	void refusesConstraintsThatNobodyCanRead() {
		GeneralName scattered = new GeneralName(GeneralName.iPAddress,
				new DEROctetString(new byte[] { 10, 0, 0, 0, (byte) 255, 0, (byte) 255, 0 }));
		assertThat(codes(under(ROOT.issuing("CN=Odd", permitted(scattered)), "shop.test")))
			.containsExactly(Code.NAME_CONSTRAINTS_MALFORMED);
		TestAuthority minimum = ROOT
			.issuing("CN=Least",
					change((draft) -> draft.put(Extension.nameConstraints, true,
							new NameConstraints(
									new GeneralSubtree[] { new GeneralSubtree(dns("shop.test"), BigInteger.ONE, null) },
									null))));
		assertThat(codes(under(minimum, "shop.test"))).containsExactly(Code.NAME_CONSTRAINTS_MALFORMED);
	}

	// Policies: RFC 5280 §6.1.3 (d) to (f), §6.1.4 (a), (b), (i), (j)

	@Test
	void asksForNoPolicyUnlessACaDoes() {
		TestAuthority issuing = ROOT.issuing("CN=Gold", change(policies(GOLD)));
		assertThat(check(ROOT, issuing.leaf("shop.test"), issuing.certificate()).findings()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "true, true, true, true", "true, false, true, false", "false, true, true, false",
			"true, false, false, false" })
	void refusesAPathWithoutThePolicyDemanded(boolean caHas, boolean leafHas, boolean critical, boolean trusted) {
		TestAuthority issuing = ROOT.issuing("CN=Demanding", change((draft) -> {
			draft.put(Extension.policyConstraints, critical, new PolicyConstraints(BigInteger.ZERO, null));
			policies(caHas ? GOLD : SILVER).accept(draft);
		}));
		X509CertificateHolder leaf = issuing.leaf(leafHas ? change(policies(GOLD)) : UnaryOperator.identity(),
				"shop.test");
		PathVerdict verdict = check(ROOT, leaf, issuing.certificate());
		assertThat(verdict.trusted()).as(verdict.findings().toString()).isEqualTo(trusted);
		if (!trusted) {
			assertThat(codes(verdict)).containsExactly(Code.POLICY_MISSING);
		}
	}

	@Test
	void takesAnyPolicyUnlessItIsInhibited() {
		UnaryOperator<Draft> demanding = change((draft) -> {
			draft.put(Extension.policyConstraints, true, new PolicyConstraints(BigInteger.ZERO, null));
			policies(ANY_POLICY).accept(draft);
		});
		TestAuthority issuing = ROOT.issuing("CN=Any", demanding);
		X509CertificateHolder any = issuing.leaf(change(policies(ANY_POLICY)), "shop.test");
		assertThat(check(ROOT, any, issuing.certificate()).findings()).isEmpty();
		TestAuthority inhibiting = ROOT.issuing("CN=Inhibiting", change((draft) -> {
			demanding.apply(draft);
			draft.put(Extension.inhibitAnyPolicy, true, new ASN1Integer(0));
		}));
		X509CertificateHolder inhibited = inhibiting.leaf(change(policies(ANY_POLICY)), "shop.test");
		assertThat(codes(check(ROOT, inhibited, inhibiting.certificate()))).containsExactly(Code.POLICY_MISSING);
		X509CertificateHolder named = inhibiting.leaf(change(policies(GOLD)), "shop.test");
		assertThat(check(ROOT, named, inhibiting.certificate()).findings()).isEmpty();
	}

	@Test
	void followsMappingsUnlessTheyAreInhibited() {
		for (boolean inhibited : new boolean[] { false, true }) {
			TestAuthority upper = ROOT.issuing("CN=Upper", change((draft) -> {
				draft.put(Extension.basicConstraints, true, new BasicConstraints(1));
				draft.put(Extension.policyConstraints, true,
						new PolicyConstraints(BigInteger.ZERO, inhibited ? BigInteger.ZERO : null));
				policies(GOLD).accept(draft);
			}));
			TestAuthority lower = upper.issuing("CN=Lower", change((draft) -> {
				policies(GOLD).accept(draft);
				draft.put(Extension.policyMappings, true, mappings(GOLD, SILVER));
			}));
			X509CertificateHolder leaf = lower.leaf(change(policies(SILVER)), "shop.test");
			PathVerdict verdict = check(ROOT, leaf, lower.certificate(), upper.certificate());
			assertThat(verdict.trusted()).as(verdict.findings().toString()).isEqualTo(!inhibited);
		}
	}

	@Test
	void refusesMappingsOfAnyPolicyAndPoliciesThatNobodyCanRead() {
		TestAuthority mapping = ROOT.issuing("CN=Mapping", change((draft) -> {
			policies(GOLD).accept(draft);
			draft.put(Extension.policyMappings, true, mappings(ANY_POLICY, GOLD));
		}));
		assertThat(codes(under(mapping, "shop.test"))).containsExactly(Code.POLICIES_MALFORMED);
		TestAuthority odd = ROOT.issuing("CN=Odd",
				change((draft) -> draft.put(Extension.certificatePolicies, false, new DERIA5String("none"))));
		assertThat(codes(under(odd, "shop.test"))).containsExactly(Code.POLICIES_MALFORMED);
	}

	// Hostile chains: by counted steps, not by the clock

	@Test
	void walksAWebOfCrossCertificatesOnce() {
		int levels = 10;
		int width = 3;
		List<KeyPair[]> keys = new ArrayList<>();
		for (int level = 0; level <= levels; level++) {
			keys.add(new KeyPair[width]);
			for (int i = 0; i < width; i++) {
				keys.get(level)[i] = TestAuthority.newKey(KeyAlgorithm.EC_P256);
			}
		}
		List<PathCertificate> web = new ArrayList<>();
		TestAuthority first = authority(keys, 0, 0, null);
		web.add(read(first.leaf("shop.test")));
		// Each CA is certified by each of the level above: 3 to the 10th paths, 90
		// certificates.
		for (int level = 0; level < levels; level++) {
			for (int i = 0; i < width; i++) {
				for (int above = 0; above < width; above++) {
					web.add(read(authority(keys, level, i, authority(keys, level + 1, above, null)).certificate()));
				}
			}
		}
		PathSignatures signatures = new PathSignatures(1_000_000);
		PathBuilder builder = new PathBuilder(web, List.of(read(ROOT.certificate())), signatures, null);
		assertThat(builder.search(web.getFirst(), (path) -> true)).isFalse();
		// Each link between two certificates is looked at once.
		assertThat(builder.steps()).isBetween(levels, width * web.size());
	}

	@Test
	void triesEachCertificateOnceWhereEveryPathIsRefused() {
		TestAuthority upper = ROOT.issuing("CN=Upper", UnaryOperator.identity());
		List<PathCertificate> sent = new ArrayList<>();
		TestAuthority lower = upper.issuing("CN=Lower", UnaryOperator.identity());
		sent.add(read(lower.leaf("shop.test")));
		for (int i = 0; i < 20; i++) {
			sent.add(read(upper.issuing("CN=Lower", lower.key(), UnaryOperator.identity()).certificate()));
			sent.add(read(ROOT.issuing("CN=Upper", upper.key(), UnaryOperator.identity()).certificate()));
		}
		PathBuilder builder = new PathBuilder(sent, List.of(read(ROOT.certificate())), new PathSignatures(1_000_000),
				null);
		assertThat(builder.search(sent.getFirst(), (path) -> false)).isFalse();
		assertThat(builder.steps()).isLessThan(20 * 20 + 2 * sent.size());
	}

	@Test
	void looksAtThirtyTwoOfAThousandCertificates() {
		List<byte[]> chain = new ArrayList<>(List.of(TestAuthority.der(ISSUING.leaf("shop.test"))));
		for (int i = 0; i < 1_000; i++) {
			chain.add(
					ROOT.issuing("CN=Test Issuing", TestAuthority.keyOf(KeyAlgorithm.EC_P384), UnaryOperator.identity())
						.der());
		}
		assertThat(check(chain, ROOT, "shop.test").trusted()).isFalse();
		chain.set(20, ISSUING.der());
		PathVerdict verdict = check(chain, ROOT, "shop.test");
		assertThat(verdict.trusted()).isTrue();
		assertThat(codes(verdict)).containsOnly(Code.EXTRA_CERTIFICATE);
	}

	@Test
	void countsPoliciesOnceForEachLevel() {
		int policies = 40;
		int levels = 8;
		ASN1ObjectIdentifier[] all = new ASN1ObjectIdentifier[policies];
		Arrays.setAll(all, (i) -> new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.8." + i));
		ASN1Encodable everyToEvery = everyToEvery(all);
		List<PathCertificate> path = new ArrayList<>(List.of(read(ROOT.certificate())));
		TestAuthority issuer = ROOT;
		for (int level = 0; level < levels; level++) {
			boolean top = level == 0;
			issuer = issuer.issuing("CN=Level " + level, change((draft) -> {
				draft.put(Extension.basicConstraints, true, new BasicConstraints(levels));
				policies(all).accept(draft);
				draft.put(Extension.policyMappings, true, everyToEvery);
				if (top) {
					draft.put(Extension.policyConstraints, true, new PolicyConstraints(BigInteger.ZERO, null));
				}
			}));
			path.addFirst(read(issuer.certificate()));
		}
		path.addFirst(read(issuer.leaf(change(policies(all)), "shop.test")));
		// A tree would have 40 to the 9th nodes.
		assertThat(PolicyRules.workFor(path))
			.isLessThan(levels * (policies * policies + 3L * policies) + 3L * policies);
		assertThat(PolicyRules.check(path)).isEmpty();
	}

	private static TestAuthority authority(List<KeyPair[]> keys, int level, int index, TestAuthority above) {
		String name = "CN=Web " + level + " " + index;
		KeyPair key = keys.get(level)[index];
		return (above == null) ? TestAuthority.root(name, key, UnaryOperator.identity())
				: above.issuing(name, key, UnaryOperator.identity());
	}

	private static ASN1Encodable everyToEvery(ASN1ObjectIdentifier[] all) {
		List<ASN1Encodable> pairs = new ArrayList<>();
		for (ASN1ObjectIdentifier from : all) {
			for (ASN1ObjectIdentifier to : all) {
				pairs.add(new DERSequence(new ASN1Encodable[] { from, to }));
			}
		}
		return new DERSequence(pairs.toArray(ASN1Encodable[]::new));
	}

	private static ASN1Encodable mappings(ASN1ObjectIdentifier from, ASN1ObjectIdentifier to) {
		return new DERSequence(new DERSequence(new ASN1Encodable[] { from, to }));
	}

	private static Consumer<Draft> policies(ASN1ObjectIdentifier... policies) {
		return (draft) -> draft.put(Extension.certificatePolicies, false, new CertificatePolicies(
				Arrays.stream(policies).map(PolicyInformation::new).toArray(PolicyInformation[]::new)));
	}

	private static UnaryOperator<Draft> permitted(GeneralName base) {
		return change((draft) -> draft.put(Extension.nameConstraints, true,
				new NameConstraints(new GeneralSubtree[] { new GeneralSubtree(base) }, null)));
	}

	private static GeneralName dns(String name) {
		return new GeneralName(GeneralName.dNSName, name);
	}

	private static PathCertificate read(X509CertificateHolder certificate) {
		return PathCertificate.read(TestAuthority.der(certificate));
	}

	private static UnaryOperator<Draft> change(Consumer<Draft> change) {
		return (draft) -> draft.with(change);
	}

	private static void refusesWhereTheJdkPasses(X509CertificateHolder leaf, Code code) throws Exception {
		assertThat(codes(check(leaf))).containsExactly(code);
		assertThat(jdkTakes(ROOT, leaf, ISSUING.certificate())).isTrue();
	}

	private static boolean jdkTakes(TestAuthority root, X509CertificateHolder... path) throws Exception {
		PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(jdk(root.certificate()), null)));
		parameters.setRevocationEnabled(false);
		parameters.setDate(Date.from(TestAuthority.NOW));
		List<X509Certificate> certificates = new ArrayList<>();
		for (X509CertificateHolder one : path) {
			certificates.add(jdk(one));
		}
		try {
			CertPathValidator.getInstance("PKIX")
				.validate(CertificateFactory.getInstance("X.509").generateCertPath(certificates), parameters);
			return true;
		}
		catch (GeneralSecurityException ex) {
			return false;
		}
	}

	private static X509Certificate jdk(X509CertificateHolder certificate) throws GeneralSecurityException {
		return (X509Certificate) CertificateFactory.getInstance("X.509")
			.generateCertificate(new ByteArrayInputStream(TestAuthority.der(certificate)));
	}

	private static void assertWarns(PathVerdict verdict, Code code) {
		assertThat(codes(verdict)).containsExactly(code);
		assertThat(verdict.findings().getFirst().severity()).isEqualTo(Severity.WARNING);
		assertThat(verdict.trusted()).isTrue();
	}

	private static PathVerdict under(TestAuthority issuing, String name) {
		return check(ROOT, issuing.leaf(name), issuing.certificate());
	}

	private static PathVerdict check(X509CertificateHolder leaf) {
		return check(ROOT, leaf, ISSUING.certificate());
	}

	private static PathVerdict check(X509CertificateHolder leaf, String name) {
		return check(List.of(TestAuthority.der(leaf), ISSUING.der()), ROOT, name);
	}

	private static PathVerdict check(TestAuthority root, X509CertificateHolder... path) {
		return check(Arrays.stream(path).map(TestAuthority::der).toList(), root, "shop.test");
	}

	private static PathVerdict check(List<byte[]> chain, TestAuthority root) {
		return check(chain, root, "shop.test");
	}

	private static PathVerdict check(List<byte[]> chain, TestAuthority root, String name) {
		return PathChecker.check(new PathQuery(chain, List.of(root.der()), TestAuthority.NOW, name, SERVER, null));
	}

	private static List<Code> codes(PathVerdict verdict) {
		return verdict.findings().stream().map(Finding::code).toList();
	}

}
