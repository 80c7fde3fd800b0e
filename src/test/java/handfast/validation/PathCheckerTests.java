package handfast.validation;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

import handfast.x509.KeyAlgorithm;
import handfast.x509.TestAuthority;
import handfast.x509.TestAuthority.Draft;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class PathCheckerTests {

	private static final TestAuthority ROOT = TestAuthority.root();

	private static final TestAuthority ISSUING = ROOT.issuing();

	private static final X509CertificateHolder GOOD = ISSUING.leaf("shop.test");

	@Test
	void trustsGoodChain() {
		PathVerdict verdict = check(GOOD);
		assertThat(verdict.findings()).isEmpty();
		assertThat(verdict.trusted()).isTrue();
		assertThat(verdict.anchor()).isEqualTo("CN=Test Root");
		assertThat(verdict.path()).hasSize(3);
	}

	@ParameterizedTest
	@EnumSource(KeyAlgorithm.class)
	void trustsChainsOfEveryAlgorithm(KeyAlgorithm algorithm) {
		TestAuthority root = TestAuthority.root("CN=Root", TestAuthority.keyOf(algorithm), UnaryOperator.identity());
		TestAuthority issuing = root.issuing("CN=Issuing", TestAuthority.newKey(KeyAlgorithm.EC_P256),
				UnaryOperator.identity());
		X509CertificateHolder leaf = issuing.leaf(TestAuthority.keyOf(algorithm), UnaryOperator.identity(),
				"shop.test");
		assertThat(check(List.of(der(leaf), issuing.der()), root).findings()).isEmpty();
		X509CertificateHolder direct = root.leaf("shop.test");
		assertThat(check(List.of(der(direct)), root).trusted()).isTrue();
	}

	@Test
	void trustsChainThatBringsItsRoot() {
		assertThat(check(List.of(der(GOOD), ISSUING.der(), ROOT.der()), ROOT).findings()).isEmpty();
	}

	@Test
	void trustsCaUnderItsRoot() {
		PathVerdict verdict = PathChecker
			.check(new PathQuery(List.of(ISSUING.der()), List.of(ROOT.der()), TestAuthority.NOW, null, null, null));
		assertThat(verdict.findings()).isEmpty();
	}

	@Test
	void refusesCaAsServer() {
		assertThat(codes(check(List.of(ISSUING.der()), ROOT))).contains(Code.BASIC_CONSTRAINTS, Code.WRONG_KEY_USAGE,
				Code.MISSING_SAN);
	}

	@Test
	void reportsExpiry() {
		assertOnly(leaf((draft) -> draft.notAfter = TestAuthority.NOW.minusSeconds(1)), Code.EXPIRED);
	}

	@Test
	void countsTheLastSecond() {
		assertThat(check(leaf((draft) -> draft.notAfter = TestAuthority.NOW)).trusted()).isTrue();
	}

	@Test
	void reportsCertificateOfTheFuture() {
		assertOnly(leaf((draft) -> draft.notBefore = TestAuthority.NOW.plusSeconds(1)), Code.NOT_YET_VALID);
	}

	@Test
	void reportsReversedValidity() {
		assertOnly(leaf((draft) -> draft.notAfter = draft.notBefore.minusSeconds(1)), Code.VALIDITY_MALFORMED);
	}

	@Test
	void reportsExpiredAnchor() {
		TestAuthority root = TestAuthority.root("CN=Old",
				change((draft) -> draft.notAfter = TestAuthority.NOW.minusSeconds(1)));
		assertThat(codes(check(List.of(der(root.leaf("shop.test"))), root))).containsExactly(Code.EXPIRED);
	}

	@Test
	void reportsOtherName() {
		assertOnly(ISSUING.leaf("other.test"), Code.NAME_MISMATCH);
	}

	@Test
	void neverFallsBackToTheCommonName() {
		assertOnly(leaf((draft) -> draft.remove(Extension.subjectAlternativeName)), Code.MISSING_SAN);
	}

	@Test
	void reportsMissingIntermediate() {
		PathVerdict verdict = check(List.of(der(GOOD)), ROOT);
		assertThat(codes(verdict)).containsExactly(Code.INCOMPLETE_CHAIN);
		assertThat(verdict.anchor()).isNull();
		assertThat(verdict.path()).hasSize(1);
	}

	@Test
	void trustsChainInWrongOrderAndSaysSo() {
		TestAuthority upper = ROOT.issuing("CN=Upper",
				change((draft) -> draft.put(Extension.basicConstraints, true, new BasicConstraints(1))));
		TestAuthority lower = upper.issuing("CN=Lower", UnaryOperator.identity());
		PathVerdict verdict = check(List.of(der(lower.leaf("shop.test")), upper.der(), lower.der()), ROOT);
		assertThat(verdict.trusted()).isTrue();
		assertThat(codes(verdict)).containsExactly(Code.WRONG_CHAIN_ORDER);
		assertThat(verdict.path().get(1)).isEqualTo(lower.der());
	}

	@Test
	void namesCertificateSentWithoutNeed() {
		TestAuthority stranger = ROOT.issuing("CN=Stranger", UnaryOperator.identity());
		PathVerdict verdict = check(List.of(der(GOOD), stranger.der(), ISSUING.der()), ROOT);
		assertThat(verdict.trusted()).isTrue();
		assertThat(codes(verdict)).containsExactly(Code.EXTRA_CERTIFICATE);
		assertThat(verdict.findings().getFirst().cause()).contains("CN=Stranger");
	}

	@Test
	void namesCertificateSentTwice() {
		assertThat(codes(check(List.of(der(GOOD), ISSUING.der(), ISSUING.der()), ROOT)))
			.containsExactly(Code.EXTRA_CERTIFICATE);
	}

	@Test
	void refusesStrangersRoot() {
		TestAuthority stranger = TestAuthority.root("CN=Stranger", UnaryOperator.identity());
		assertThat(codes(check(List.of(der(GOOD), ISSUING.der()), stranger))).containsExactly(Code.UNTRUSTED_ROOT);
		assertThat(codes(check(List.of(der(GOOD), ISSUING.der(), ROOT.der()), stranger)))
			.containsExactly(Code.UNTRUSTED_ROOT);
	}

	@Test
	void refusesNamesakeOfTheRoot() {
		TestAuthority namesake = TestAuthority.root();
		assertThat(codes(check(List.of(der(GOOD), ISSUING.der()), namesake))).containsExactly(Code.UNTRUSTED_ROOT);
	}

	@Test
	void refusesSelfSigned() {
		TestAuthority self = TestAuthority.root("CN=shop.test",
				change((draft) -> draft.remove(Extension.basicConstraints)
					.usage(KeyUsage.digitalSignature)
					.purposes(KeyPurposeId.id_kp_serverAuth)
					.names(new GeneralName(GeneralName.dNSName, "shop.test"))));
		assertThat(codes(check(List.of(self.der()), ROOT))).containsExactly(Code.SELF_SIGNED);
	}

	@Test
	void refusesShortRsaKey() {
		X509CertificateHolder leaf = ISSUING.leaf(TestAuthority.oddKey("RSA", 1024), UnaryOperator.identity(),
				"shop.test");
		assertOnly(leaf, Code.WEAK_KEY);
	}

	@Test
	void refusesShortCurve() {
		X509CertificateHolder leaf = ISSUING.leaf(TestAuthority.oddKey("EC", "P-224"), UnaryOperator.identity(),
				"shop.test");
		assertOnly(leaf, Code.WEAK_KEY);
	}

	@Test
	void refusesSha1UnderLeafAndCa() {
		assertOnly(leaf((draft) -> draft.signature = "SHA1withECDSA"), Code.WEAK_SIGNATURE);
		TestAuthority issuing = ROOT.issuing("CN=Old", change((draft) -> draft.signature = "SHA1withECDSA"));
		assertThat(codes(check(List.of(der(issuing.leaf("shop.test")), issuing.der()), ROOT)))
			.containsExactly(Code.SHA1_CHAIN);
	}

	@Test
	void refusesLeafThatMaySignCertificates() {
		assertOnly(leaf((draft) -> draft.usage(KeyUsage.digitalSignature | KeyUsage.keyCertSign)),
				Code.WRONG_KEY_USAGE);
	}

	@Test
	void refusesLeafThatMayNotSignHandshakes() {
		assertOnly(leaf((draft) -> draft.usage(KeyUsage.keyAgreement)), Code.WRONG_KEY_USAGE);
	}

	@Test
	void refusesOtherPurpose() {
		assertOnly(leaf((draft) -> draft.purposes(KeyPurposeId.id_kp_clientAuth)), Code.WRONG_EXTENDED_KEY_USAGE);
	}

	@Test
	void refusesCaForOtherPurpose() {
		TestAuthority issuing = ROOT.issuing("CN=Mail",
				change((draft) -> draft.purposes(KeyPurposeId.id_kp_emailProtection)));
		assertThat(codes(check(List.of(der(issuing.leaf("shop.test")), issuing.der()), ROOT)))
			.containsExactly(Code.WRONG_EXTENDED_KEY_USAGE);
	}

	@Test
	void refusesIssuerThatIsNoCa() {
		TestAuthority server = ISSUING.issuing("CN=Server",
				change((draft) -> draft.put(Extension.basicConstraints, true, new BasicConstraints(false))
					.usage(KeyUsage.digitalSignature)));
		List<byte[]> chain = List.of(der(server.leaf("shop.test")), server.der(), ISSUING.der());
		assertThat(codes(check(chain, ROOT))).contains(Code.ISSUER_NOT_CA);
	}

	@Test
	void refusesCaThatMayNotSign() {
		TestAuthority issuing = ROOT.issuing("CN=Mute", change((draft) -> draft.usage(KeyUsage.cRLSign)));
		assertThat(codes(check(List.of(der(issuing.leaf("shop.test")), issuing.der()), ROOT)))
			.containsExactly(Code.WRONG_KEY_USAGE);
	}

	@Test
	void refusesPathLongerThanAllowed() {
		TestAuthority below = ISSUING.issuing("CN=Below", UnaryOperator.identity());
		assertThat(codes(check(List.of(der(below.leaf("shop.test")), below.der(), ISSUING.der()), ROOT)))
			.containsExactly(Code.PATH_TOO_LONG);
		PathVerdict ca = PathChecker.check(new PathQuery(List.of(below.der(), ISSUING.der()), List.of(ROOT.der()),
				TestAuthority.NOW, null, null, null));
		assertThat(codes(ca)).containsExactly(Code.PATH_TOO_LONG);
	}

	@Test
	void refusesUnknownCriticalExtension() {
		assertOnly(leaf((draft) -> draft.put(new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1"), true, DERNull.INSTANCE)),
				Code.UNKNOWN_CRITICAL_EXTENSION);
	}

	@Test
	void refusesExtensionTwice() {
		List<byte[]> twice = new ArrayList<>();
		ISSUING.leaf(change((draft) -> {
			Draft spoiled = draft.add(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
			twice.add(spoiled.encoded());
			spoiled.remove(Extension.keyUsage);
		}), "shop.test");
		assertThat(codes(check(List.of(twice.getFirst(), ISSUING.der()), ROOT)))
			.containsExactly(Code.EXTENSION_REPEATED);
	}

	@Test
	void refusesBadSignature() {
		byte[] leaf = der(GOOD);
		leaf[leaf.length - 1] ^= 1;
		assertThat(codes(check(List.of(leaf, ISSUING.der()), ROOT))).containsExactly(Code.BAD_SIGNATURE);
	}

	@Test
	void refusesWhatIsNoCertificate() {
		assertThat(codes(check(List.of(new byte[] { 0x30, 0 }, ISSUING.der()), ROOT)))
			.containsExactly(Code.MALFORMED_CERTIFICATE);
		assertThat(codes(check(List.of(), ROOT))).containsExactly(Code.MALFORMED_CERTIFICATE);
		assertThat(codes(check(List.of(Arrays.copyOf(der(GOOD), der(GOOD).length + 1), ISSUING.der()), ROOT)))
			.containsExactly(Code.MALFORMED_CERTIFICATE);
	}

	@Test
	void refusesSerialNumbersOutOfBounds() {
		assertOnly(leaf((draft) -> draft.serial = BigInteger.ZERO), Code.BAD_SERIAL);
		assertOnly(leaf((draft) -> draft.serial = BigInteger.valueOf(-5)), Code.BAD_SERIAL);
		assertOnly(leaf((draft) -> draft.serial = BigInteger.ONE.shiftLeft(160)), Code.BAD_SERIAL);
	}

	@Test
	void refusesVersionOne() {
		assertThat(codes(check(leaf((draft) -> draft.version = 1)))).contains(Code.VERSION_NOT_V3, Code.MISSING_SAN);
	}

	@Test
	void refusesWildcardOverPublicSuffix() {
		assertThat(codes(check(ISSUING.leaf("shop.test", "*.co.uk")))).containsExactly(Code.NAME_WILDCARD_TOO_WIDE);
		assertThat(codes(check(ISSUING.leaf("shop.test", "*.test")))).containsExactly(Code.NAME_WILDCARD_TOO_WIDE);
		assertThat(check(ISSUING.leaf("shop.test", "*.shop.test")).trusted()).isTrue();
	}

	@Test
	void refusesKeyIdentifiersThatDiffer() {
		TestAuthority issuing = ROOT.issuing("CN=Other Id", change(
				(draft) -> draft.put(Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(new byte[20]))));
		assertThat(codes(check(List.of(der(issuing.leaf("shop.test")), issuing.der()), ROOT)))
			.containsExactly(Code.AUTHORITY_KEY_ID);
	}

	@Test
	void refusesTwoSignatureAlgorithms() {
		assertOnly(leaf((draft) -> draft.innerSignature = new AlgorithmIdentifier(
				new ASN1ObjectIdentifier("1.2.840.10045.4.3.3"))), Code.SIGNATURE_ALGORITHM_MISMATCH);
	}

	@Test
	void refusesUnreadableExtension() {
		assertThat(codes(check(leaf((draft) -> draft.put(Extension.keyUsage, true, new DEROctetString(new byte[1]))))))
			.contains(Code.MALFORMED_CERTIFICATE);
	}

	@Test
	void holdsNamesToTheConstraintsOfTheIssuer() {
		TestAuthority issuing = ROOT.issuing("CN=Narrow", constraints("shop.test", null));
		assertThat(codes(checkUnder(issuing, "www.shop.test"))).containsExactly(Code.NAME_CONSTRAINT_VIOLATED);
		assertThat(checkOf(issuing, "shop.test").trusted()).isTrue();
	}

	@Test
	void holdsNamesToTheConstraintsOfTheAnchor() {
		TestAuthority root = TestAuthority.root("CN=Narrow Root", constraints("other.test", null));
		TestAuthority issuing = root.issuing();
		PathVerdict verdict = check(List.of(der(issuing.leaf("shop.test")), issuing.der()), root);
		assertThat(codes(verdict)).containsExactly(Code.NAME_CONSTRAINT_VIOLATED);
		assertThat(verdict.findings().getFirst().cause()).contains("shop.test", "CN=Narrow Root");
	}

	@Test
	void refusesWildcardThatReachesAnExcludedName() {
		TestAuthority issuing = ROOT.issuing("CN=Without", constraints(null, "secret.shop.test"));
		PathVerdict verdict = check(List.of(der(issuing.leaf("shop.test", "*.shop.test")), issuing.der()), ROOT);
		assertThat(codes(verdict)).containsExactly(Code.NAME_CONSTRAINT_VIOLATED);
	}

	@Test
	void refusesEmptyConstraints() {
		TestAuthority issuing = ROOT.issuing("CN=Empty", change((draft) -> draft.put(Extension.nameConstraints, true,
				new NameConstraints(new GeneralSubtree[0], new GeneralSubtree[0]))));
		assertThat(codes(checkOf(issuing, "shop.test"))).containsExactly(Code.NAME_CONSTRAINTS_MALFORMED);
	}

	@Test
	void takesTheRehearsalKeyForTheLeafAlone() {
		var rehearsal = TestAuthority.newKey(KeyAlgorithm.EC_P256);
		X509CertificateHolder copy = leaf((draft) -> draft.signer = rehearsal);
		SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(rehearsal.getPublic().getEncoded());
		List<byte[]> chain = List.of(der(copy), ISSUING.der());
		assertThat(codes(check(chain, ROOT))).containsExactly(Code.BAD_SIGNATURE);
		assertThat(rehearse(chain, key).findings()).isEmpty();
		assertThat(codes(rehearse(List.of(der(GOOD), ISSUING.der()), key))).containsExactly(Code.BAD_SIGNATURE);
	}

	@Test
	void reportsEverythingWithTheCauseFirst() {
		X509CertificateHolder leaf = leaf((draft) -> {
			draft.notAfter = TestAuthority.NOW.minus(Duration.ofHours(1));
			draft.names(new GeneralName(GeneralName.dNSName, "other.test"));
			draft.usage(KeyUsage.keyCertSign | KeyUsage.digitalSignature);
		});
		assertThat(codes(check(List.of(der(leaf)), ROOT))).containsExactly(Code.INCOMPLETE_CHAIN, Code.EXPIRED,
				Code.NAME_MISMATCH, Code.WRONG_KEY_USAGE);
	}

	@Test
	void endsInLoopsOfCrossCertificates() {
		TestAuthority first = TestAuthority.root("CN=A", UnaryOperator.identity());
		TestAuthority second = TestAuthority.root("CN=B", UnaryOperator.identity());
		TestAuthority firstBySecond = second.issuing("CN=A", first.key(), UnaryOperator.identity());
		TestAuthority secondByFirst = first.issuing("CN=B", second.key(), UnaryOperator.identity());
		List<byte[]> chain = List.of(der(first.leaf("shop.test")), firstBySecond.der(), secondByFirst.der());
		assertThat(codes(check(chain, ROOT))).contains(Code.UNTRUSTED_ROOT);
		assertThat(check(chain, second).trusted()).isTrue();
	}

	@Test
	void givesUpOnACrowdOfNamesakes() {
		List<byte[]> chain = new ArrayList<>(List.of(der(GOOD)));
		for (int i = 0; i < 40; i++) {
			chain.add(ROOT.issuing().der());
		}
		assertThat(check(chain, ROOT).trusted()).isFalse();
		Collections.swap(chain, 0, 0);
		chain.set(5, ISSUING.der());
		assertThat(check(chain, ROOT).trusted()).isTrue();
	}

	@Test
	void choosesTheWayThatHolds() {
		TestAuthority expired = TestAuthority.root("CN=Test Root", ROOT.key(),
				change((draft) -> draft.notAfter = TestAuthority.NOW.minusSeconds(1)));
		PathVerdict verdict = PathChecker.check(new PathQuery(List.of(der(GOOD), ISSUING.der()),
				List.of(expired.der(), ROOT.der()), TestAuthority.NOW, "shop.test", SERVER, null));
		assertThat(verdict.trusted()).isTrue();
		assertThat(verdict.findings()).isEmpty();
	}

	@Test
	void showsNoControlCharacterOfAStranger() {
		X509CertificateHolder leaf = leaf((draft) -> {
			draft.subject = new X500Name("CN=evil\u001b[2J\u202e");
			draft.notAfter = TestAuthority.NOW.minusSeconds(1);
		});
		assertThat(check(leaf).findings().getFirst().cause()).doesNotContain("\u001b").doesNotContain("\u202e");
	}

	private static final String SERVER = KeyPurposeId.id_kp_serverAuth.getId();

	private static X509CertificateHolder leaf(java.util.function.Consumer<Draft> change) {
		return ISSUING.leaf(change(change), "shop.test");
	}

	private static UnaryOperator<Draft> change(java.util.function.Consumer<Draft> change) {
		return (draft) -> draft.with(change);
	}

	private static UnaryOperator<Draft> constraints(String permitted, String excluded) {
		return change((draft) -> draft.put(Extension.nameConstraints, true,
				new NameConstraints(subtrees(permitted), subtrees(excluded))));
	}

	private static GeneralSubtree[] subtrees(String base) {
		return (base == null) ? null
				: new GeneralSubtree[] { new GeneralSubtree(new GeneralName(GeneralName.dNSName, base)) };
	}

	private static PathVerdict checkUnder(TestAuthority issuing, String name) {
		X509CertificateHolder leaf = issuing.leaf("shop.test", "shop.example", name);
		return check(List.of(der(leaf), issuing.der()), ROOT);
	}

	private static PathVerdict checkOf(TestAuthority issuing, String name) {
		return check(List.of(der(issuing.leaf(name)), issuing.der()), ROOT);
	}

	private static PathVerdict rehearse(List<byte[]> chain, SubjectPublicKeyInfo key) {
		return PathChecker
			.check(new PathQuery(chain, List.of(ROOT.der()), TestAuthority.NOW, "shop.test", SERVER, key));
	}

	private static PathVerdict check(X509CertificateHolder leaf) {
		return check(List.of(der(leaf), ISSUING.der()), ROOT);
	}

	private static PathVerdict check(List<byte[]> chain, TestAuthority root) {
		return PathChecker
			.check(new PathQuery(chain, List.of(root.der()), TestAuthority.NOW, "shop.test", SERVER, null));
	}

	private static void assertOnly(X509CertificateHolder leaf, Code code) {
		PathVerdict verdict = check(leaf);
		assertThat(codes(verdict)).containsExactly(code);
		assertThat(verdict.trusted()).isFalse();
	}

	private static List<Code> codes(PathVerdict verdict) {
		return verdict.findings().stream().map(Finding::code).toList();
	}

	private static byte[] der(X509CertificateHolder certificate) {
		return TestAuthority.der(certificate);
	}

}
