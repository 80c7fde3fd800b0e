package handfast.validation.lints;

import java.math.BigInteger;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.List;

import handfast.validation.CrlLints;
import handfast.validation.Finding;
import handfast.validation.LintSubject;
import handfast.validation.LintSubject.Role;
import handfast.validation.LintSubject.Rules;
import handfast.validation.Lints;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the files of {@link LintTests} do not show: the other ways to break each rule, and
 * what must pass.
 */
class LintVariantTests {

	private static final TestChain CHAIN = new TestChain();

	@ParameterizedTest
	@ValueSource(strings = { "shop.test", "a.b.c.shop.test", "xn--bcher-kva.test", "xn--fa-hia.test", "1.2.test",
			"localhost" })
	void takesDnsNames(String name) throws Exception {
		assertThat(causes(named(TestChain.dns(name)))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Shop.test", "shop.test.", ".shop.test", "shop..test", "-a.test", "a-.test", "a b.test",
			"a/b.test", "", "10.1.2.3", "ab--c.test", "xn--a.test", "xn--.test", "xn--bcher-KVA.test", "a_b.test",
			"xn--i-7iq.test", "shop.test\u0000.test" })
	void refusesDnsNames(String name) throws Exception {
		assertThat(causes(named(TestChain.dns(name)))).containsExactly("L25");
	}

	@Test
	void refusesLongDnsNames() throws Exception {
		assertThat(causes(named(TestChain.dns("a".repeat(64) + ".test")))).containsExactly("L25");
		assertThat(causes(named(TestChain.dns("a".repeat(63) + ".test")))).isEmpty();
		String long254 = ("a".repeat(49) + ".").repeat(5) + "test";
		assertThat(causes(named(TestChain.dns(long254)))).containsExactly("L25");
		assertThat(causes(named(TestChain.dns(long254.substring(1))))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "*.test", "*.localhost", "*.co.uk", "*", "*.*.shop.test", "a.*.shop.test", "*a.shop.test",
			"*.com" })
	void refusesWildcards(String name) throws Exception {
		assertThat(causes(named(TestChain.dns(name)))).containsExactly("L26");
	}

	@ParameterizedTest
	@ValueSource(strings = { "*.shop.test", "*.shop.co.uk", "*.a.b.test" })
	void takesWildcards(String name) throws Exception {
		assertThat(causes(named(TestChain.dns(name)))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.51.100.7", "203.0.113.9",
			"169.254.169.254", "::", "fe80::1", "ff02::1", "2001:db8::1", "3fff::1" })
	void refusesAddresses(String address) throws Exception {
		assertThat(causes(named(new GeneralName(GeneralName.iPAddress, address)))).containsExactly("L27");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 3, 5, 8, 15, 17, 32 })
	void refusesAddressesOfOtherLength(int length) throws Exception {
		byte[] octets = new byte[length];
		Arrays.fill(octets, (byte) 10);
		assertThat(causes(named(new GeneralName(GeneralName.iPAddress, new DEROctetString(octets)))))
			.containsExactly("L27");
	}

	@Test
	void refusesMappedAddresses() throws Exception {
		byte[] mapped = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 1, 2, 3 };
		assertThat(causes(named(new GeneralName(GeneralName.iPAddress, new DEROctetString(mapped)))))
			.containsExactly("L27");
	}

	@ParameterizedTest
	@ValueSource(strings = { "10.1.2.3", "127.0.0.1", "8.8.8.8", "::1", "fd00::1", "2a00::1" })
	void takesAddresses(String address) throws Exception {
		assertThat(causes(named(new GeneralName(GeneralName.iPAddress, address)))).isEmpty();
	}

	@Test
	void refusesANameTwice() throws Exception {
		assertThat(causes(named(TestChain.dns("a.test"), TestChain.dns("a.test")))).containsExactly("L28");
	}

	@Test
	void wantsACriticalSanBesideAnEmptySubject() throws Exception {
		Draft draft = CHAIN.leaf();
		draft.subject = new X500Name(new RDN[0]);
		assertThat(causes(draft)).containsExactly("L24");
		assertThat(causes(TestChain.names(draft, TestChain.dns("shop.test")))).isEmpty();
		draft.extensions.remove(Extension.subjectAlternativeName);
		assertThat(causes(draft)).containsExactly("L24");
	}

	@ParameterizedTest
	@CsvSource({ "10.1.2.3,10.1.2.3", "fd00::1,fd00::1" })
	void takesAnAddressAsCommonName(String address, String commonName) throws Exception {
		Draft draft = named(new GeneralName(GeneralName.iPAddress, address));
		draft.subject = commonName(commonName);
		assertThat(causes(draft)).isEmpty();
	}

	@Test
	void refusesTwoCommonNames() throws Exception {
		Draft draft = CHAIN.leaf();
		draft.subject = new X500NameBuilder().addRDN(BCStyle.CN, new DERUTF8String("shop.test"))
			.addRDN(BCStyle.CN, new DERUTF8String("shop.test"))
			.build();
		assertThat(causes(draft)).containsExactly("L29");
	}

	@Test
	void leavesTheCommonNameFreeWhereTheProfileSaysSo() throws Exception {
		Draft draft = CHAIN.leaf();
		draft.subject = commonName("Alice");
		assertThat(causes(draft)).containsExactly("L29");
		Rules free = new Rules(TestChain.RULES.maximumValidity(), TestChain.RULES.purposes(),
				TestChain.RULES.nameTypes(), true, false);
		assertThat(causes(subject(draft, free))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\u0007b", "a\u202eb", "a\u0000" })
	void refusesControlCharactersInTheSubject(String text) throws Exception {
		Draft draft = CHAIN.leaf();
		draft.subject = new X500NameBuilder().addRDN(BCStyle.O, new DERUTF8String(text)).build();
		assertThat(causes(draft)).containsExactly("L11");
	}

	@Test
	void holdsSubjectsToTheUpperBounds() throws Exception {
		Draft draft = CHAIN.leaf();
		draft.subject = new X500NameBuilder().addRDN(BCStyle.O, new DERUTF8String("\u00e9".repeat(64))).build();
		assertThat(causes(draft)).isEmpty();
		draft.subject = new X500NameBuilder().addRDN(BCStyle.O, new DERUTF8String("a".repeat(65))).build();
		assertThat(causes(draft)).containsExactly("L11");
	}

	@Test
	void refusesSerialsThatAreNotPositiveOrTooLong() throws Exception {
		for (BigInteger serial : List.of(BigInteger.ZERO, BigInteger.ONE.shiftLeft(126).negate(),
				BigInteger.ONE.shiftLeft(159))) {
			Draft draft = CHAIN.leaf();
			draft.serial = serial;
			assertThat(causes(draft)).containsExactly("L05");
		}
	}

	@Test
	void allowsKeyEnciphermentToRsaAlone() throws Exception {
		Draft draft = CHAIN.leaf()
			.extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
		Rules rules = new Rules(TestChain.RULES.maximumValidity(), TestChain.RULES.purposes(),
				TestChain.RULES.nameTypes(), false, true);
		assertThat(causes(subject(draft, rules))).containsExactly("L17");
	}

	@Test
	void seesTheSecondOctetOfAKeyUsage() throws Exception {
		Draft draft = CHAIN.leaf()
			.extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.decipherOnly));
		assertThat(causes(draft)).containsExactly("L17");
	}

	@Test
	void takesNoRevAvailOnlyForAWeekAndAlone() throws Exception {
		Draft draft = CHAIN.leaf().extension(Extension.noRevAvail, false, DERNull.INSTANCE);
		assertThat(causes(draft)).containsExactly("L33");
		draft.extensions.remove(Extension.cRLDistributionPoints);
		assertThat(causes(draft)).containsExactly("L33");
		draft.notAfter = new DERUTCTime("260107235959Z");
		assertThat(causes(draft)).isEmpty();
	}

	@Test
	void refusesTimesInOtherForms() throws Exception {
		for (String time : List.of("2601010000Z", "260101000000+0100", "261301000000Z", "260101000060Z")) {
			Draft draft = CHAIN.leaf();
			draft.notBefore = new DERUTCTime(time);
			assertThat(causes(draft)).contains("L08");
		}
	}

	@ParameterizedTest
	@CsvSource({ "dns,shop.test,", "dns,a.shop.test,", "dns,secret.shop.test,L31", "dns,a.secret.shop.test,L31",
			"dns,*.shop.test,L31", "dns,shop.example,L31", "dns,ashop.test,", "ip,10.200.0.1,", "ip,11.0.0.1,L31",
			"ip,fd00::1,L31" })
	void staysInsideNameConstraints(String kind, String name, String lint) throws Exception {
		GeneralName added = kind.equals("dns") ? TestChain.dns(name) : new GeneralName(GeneralName.iPAddress, name);
		Draft draft = named(added);
		LintSubject subject = new LintSubject(draft.holder(), Role.END_ENTITY,
				List.of(CHAIN.constrained().holder(), CHAIN.root().holder()), TestChain.RULES,
				TestChain.info(CHAIN.issuingKey));
		assertThat(causes(subject)).isEqualTo((lint != null) ? List.of(lint) : List.of());
	}

	@Test
	void judgesARehearsalCopyUnderTheThrowAwayKey() throws Exception {
		KeyPair throwAway = TestChain.keyPair();
		Draft draft = CHAIN.leaf();
		draft.signer = throwAway.getPrivate();
		LintSubject real = CHAIN.subject(draft);
		assertThat(causes(real)).containsExactly("L36");
		assertThat(causes(new LintSubject(real.certificate(), real.role(), real.issuers(), real.rules(),
				TestChain.info(throwAway))))
			.isEmpty();
	}

	@Test
	void asksWhetherTheIssuerMaySign() throws Exception {
		Draft draft = CHAIN.leaf();
		assertThat(causes(below(draft, CHAIN.issuing().extension(Extension.basicConstraints, true, new DERSequence()))))
			.containsExactly("L36");
		assertThat(causes(
				below(draft, CHAIN.issuing().extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.cRLSign)))))
			.containsExactly("L36");
		Draft later = CHAIN.issuing();
		later.notBefore = new DERUTCTime("260101000001Z");
		assertThat(causes(below(draft, later))).containsExactly("L36");
		Draft shorter = CHAIN.issuing();
		shorter.notAfter = new DERUTCTime("260331235958Z");
		assertThat(causes(below(draft, shorter))).containsExactly("L07");
	}

	@Test
	void countsThePathLength() throws Exception {
		Draft root = CHAIN.root().extension(Extension.basicConstraints, true, new BasicConstraints(0));
		LintSubject issuing = new LintSubject(CHAIN.issuing().holder(), Role.ISSUING_CA, List.of(root.holder()),
				TestChain.CA_RULES, null);
		assertThat(causes(issuing)).containsExactly("L36");
	}

	@Test
	void refusesARootThatAnotherKeySigned() throws Exception {
		Draft root = CHAIN.root();
		root.signer = CHAIN.issuingKey.getPrivate();
		assertThat(causes(new LintSubject(root.holder(), Role.ROOT, List.of(), TestChain.CA_RULES, null)))
			.containsExactly("L35");
	}

	@ParameterizedTest
	@ValueSource(strings = { "2.5.29.15", "2.5.29.17", "2.5.29.31", "2.5.29.35", "2.5.29.37", "2.5.29.19",
			"1.3.6.1.5.5.7.1.1", "2.5.29.32" })
	void turnsAnExtensionThatCannotBeReadIntoAFinding(String oid) throws Exception {
		Draft draft = CHAIN.leaf().extension(new ASN1ObjectIdentifier(oid), false, new DERIA5String("nonsense"));
		assertThat(causes(draft)).isNotEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 30, 200, 400 })
	void findsCutAndLengthenedBytes(int length) throws Exception {
		byte[] der = CHAIN.leaf().signed();
		assertThat(Lints.checkEncoding(der)).isEmpty();
		assertThat(Lints.checkEncoding(Arrays.copyOf(der, length))).isNotEmpty();
		assertThat(Lints.checkEncoding(Arrays.copyOf(der, der.length + length + 1))).isNotEmpty();
	}

	@Test
	void holdsCrlsToTheirRules() throws Exception {
		byte[] crl = CHAIN.crl("260111000000Z", 1);
		BigInteger seven = BigInteger.valueOf(7);
		assertThat(crlCauses(crl, seven, TestChain.CRL)).isEmpty();
		assertThat(crlCauses(crl, null, TestChain.CRL)).isEmpty();
		assertThat(crlCauses(crl, BigInteger.valueOf(8), TestChain.CRL)).containsExactly("L37");
		assertThat(crlCauses(crl, seven, TestChain.CRL + "x")).containsExactly("L38");
		assertThat(crlCauses(crl, seven, null)).containsExactly("L38");
		assertThat(crlCauses(CHAIN.crl(null, 1), seven, TestChain.CRL)).containsExactly("L37");
		assertThat(crlCauses(CHAIN.crl("260111000000Z", -1), seven, TestChain.CRL)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "0,L38", "1,", "2,L38", "3,", "4,", "5,", "6,", "8,L38", "9,", "10,L38" })
	void takesFewReasons(int reason, String lint) throws Exception {
		byte[] crl = CHAIN.crl("260111000000Z", reason);
		assertThat(crlCauses(crl, null, TestChain.CRL)).isEqualTo((lint != null) ? List.of(lint) : List.of());
	}

	@Test
	void findsASerialTwiceAndNoListThatIsEmpty() throws Exception {
		BigInteger one = BigInteger.ONE.shiftLeft(126).add(BigInteger.TEN);
		// Alike in their last 64 bits.
		BigInteger other = BigInteger.ONE.shiftLeft(125).add(BigInteger.TEN);
		assertThat(crlCauses(CHAIN.crl(one, other), null, TestChain.CRL)).isEmpty();
		assertThat(crlCauses(CHAIN.crl(one, other, one), null, TestChain.CRL)).containsExactly("L38");
		assertThat(crlCauses(CHAIN.crl(), null, TestChain.CRL)).containsExactly("L38");
	}

	private static List<String> crlCauses(byte[] crl, BigInteger previous, String point) throws Exception {
		return ids(CrlLints.check(crl, CHAIN.issuing().holder(), previous, point));
	}

	private static Draft named(GeneralName... names) {
		Draft draft = CHAIN.leaf();
		draft.subject = new X500NameBuilder().addRDN(BCStyle.O, new DERUTF8String("Shop")).build();
		return TestChain.names(draft, names);
	}

	private static X500Name commonName(String text) {
		return new X500NameBuilder().addRDN(BCStyle.CN, new DERUTF8String(text)).build();
	}

	private static LintSubject subject(Draft leaf, Rules rules) throws Exception {
		LintSubject subject = CHAIN.subject(leaf);
		return new LintSubject(subject.certificate(), subject.role(), subject.issuers(), rules,
				subject.issuerPublicKey());
	}

	private static LintSubject below(Draft leaf, Draft issuing) throws Exception {
		return new LintSubject(leaf.holder(), Role.END_ENTITY, List.of(issuing.holder(), CHAIN.root().holder()),
				TestChain.RULES, TestChain.info(CHAIN.issuingKey));
	}

	private static List<String> causes(Draft leaf) throws Exception {
		return causes(CHAIN.subject(leaf));
	}

	private static List<String> causes(LintSubject subject) {
		return ids(Lints.check(subject));
	}

	/** The ids that stand at the end of each cause. */
	private static List<String> ids(List<Finding> findings) {
		return findings.stream()
			.map(Finding::cause)
			.map((cause) -> cause.substring(cause.length() - 4, cause.length() - 1))
			.toList();
	}

}
