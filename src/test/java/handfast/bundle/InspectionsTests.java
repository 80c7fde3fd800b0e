package handfast.bundle;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

import handfast.bundle.BundleOrder.Encryption;
import handfast.bundle.BundleOrder.Format;
import handfast.bundle.InspectionOrder.NamedFile;
import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.Severity;
import handfast.validation.Verdict;
import handfast.x509.KeyAlgorithm;
import handfast.x509.MalformedException;
import handfast.x509.Pem;
import handfast.x509.Secret;
import handfast.x509.TestAuthority;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What is said of real files: ours, and those that openssl, keytool and Bouncy Castle
 * write in the ways that trap their readers.
 */
class InspectionsTests {

	private static final String PASSWORD = "correct-horse-battery";

	private static final TestChain CHAIN = TestChain.of(KeyAlgorithm.EC_P256);

	private static final Bundles BUNDLES = new Bundles(new SecureRandom());

	private static final Inspections INSPECTIONS = new Inspections(Clock.systemUTC(), List::of);

	@TempDir
	private static Path folder;

	@BeforeAll
	static void writeFiles() throws IOException {
		Files.write(folder.resolve("key.pem"), make(Format.PEM, Encryption.MODERN, null, CHAIN));
		Files.writeString(folder.resolve("leaf.pem"), Pem.certificate(CHAIN.leaf()));
		Files.writeString(folder.resolve("issuing.pem"), Pem.certificate(CHAIN.issuing()));
		Files.writeString(folder.resolve("root.pem"), Pem.certificate(CHAIN.root()));
		Files.writeString(folder.resolve("chain.pem"), pem(CHAIN.leaf(), CHAIN.issuing()));
	}

	@ParameterizedTest
	@EnumSource(KeyAlgorithm.class)
	void passesWhatHandfastMakesOfEveryKey(KeyAlgorithm algorithm) {
		TestChain chain = TestChain.of(algorithm);
		for (Format format : Format.values()) {
			Secret password = Secret.of(PASSWORD);
			Inspection inspection = inspect(
					order(make(format, Encryption.MODERN, password, chain), format, password, chain));
			assertThat(inspection.findings()).as(format.name()).isEmpty();
			assertThat(inspection.verdict()).isEqualTo(Verdict.PASSED);
			assertThat(inspection.path()).isEqualTo(new Inspection.Path(true, "CN=Test Root"));
			assertThat(inspection.certificates()).hasSize(2);
			assertThat(inspection.certificates().getFirst().keyAlgorithm()).isEqualTo(algorithm.label());
		}
	}

	@Test
	void warnsOfLegacyEncryption() {
		byte[] file = make(Format.PKCS12, Encryption.LEGACY, Secret.of(PASSWORD), CHAIN);
		Inspection inspection = keystore(file);
		assertThat(codes(inspection)).containsExactlyInAnyOrder(Code.KEYSTORE_OLD_ENCRYPTION, Code.KEYSTORE_SHA1_MAC);
		assertThat(inspection.verdict()).isEqualTo(Verdict.PASSED_WITH_WARNINGS);
	}

	@Test
	void findsTheKeyWhereverItStands() {
		String key = key();
		assertThat(text(key + pem(CHAIN.leaf(), CHAIN.issuing())).findings()).isEmpty();
		assertThat(text(pem(CHAIN.leaf()) + key + pem(CHAIN.issuing())).findings()).isEmpty();
		assertThat(text(pem(CHAIN.leaf(), CHAIN.issuing())).findings()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "ec -in key.pem -out FILE", "pkcs8 -topk8 -nocrypt -in key.pem -out FILE",
			"pkcs8 -topk8 -in key.pem -passout pass:correct-horse-battery -out FILE",
			"pkcs8 -topk8 -scrypt -in key.pem -passout pass:correct-horse-battery -out FILE",
			"pkcs8 -topk8 -v2 aes-128-cbc -v2prf hmacWithSHA512 -in key.pem -passout pass:correct-horse-battery -out FILE",
			"pkcs8 -topk8 -nocrypt -outform DER -in key.pem -out FILE", "ec -outform DER -in key.pem -out FILE" })
	void readsTheKeyInEveryFormOfOpenssl(String command) throws IOException {
		byte[] key = openssl(command);
		InspectionOrder order = new InspectionOrder(
				List.of(file(pem(CHAIN.leaf(), CHAIN.issuing())), new NamedFile(null, key)), Secret.of(PASSWORD),
				List.of(CHAIN.root()), "shop.test", null);
		assertThat(inspect(order).findings()).isEmpty();
	}

	@Test
	void readsPkcs1() throws IOException {
		TestChain rsa = TestChain.of(KeyAlgorithm.RSA_2048);
		Files.write(folder.resolve("rsa.pem"), make(Format.PEM, Encryption.MODERN, null, rsa));
		byte[] key = openssl("rsa -traditional -in rsa.pem -out FILE");
		assertThat(new String(key, StandardCharsets.US_ASCII)).startsWith("-----BEGIN RSA PRIVATE KEY-----");
		String whole = pem(rsa.leaf(), rsa.issuing()) + new String(key, StandardCharsets.US_ASCII);
		assertThat(inspect(new InspectionOrder(List.of(file(whole)), null, List.of(rsa.root()), null, null)).findings())
			.isEmpty();
	}

	@Test
	void saysHowToWriteAKeyInOpensslsOldForm() {
		byte[] key = openssl("ec -aes128 -in key.pem -passout pass:correct-horse-battery -out FILE");
		assertThatThrownBy(() -> inspect(order(key, null, Secret.of(PASSWORD), CHAIN)))
			.isInstanceOfSatisfying(MalformedException.class, (ex) -> assertThat(ex.code()).isEqualTo("key-unreadable"))
			.hasMessageContaining("openssl pkcs8 -topk8");
	}

	@Test
	void wantsThePasswordOfTheKey() {
		String encrypted = new String(make(Format.PEM, Encryption.MODERN, Secret.of(PASSWORD), CHAIN),
				StandardCharsets.US_ASCII);
		assertThat(codes(text(encrypted))).containsExactly(Code.PASSWORD_REQUIRED);
		Inspection wrong = inspect(
				order(encrypted.getBytes(StandardCharsets.US_ASCII), null, Secret.of("another-password"), CHAIN));
		assertThat(codes(wrong)).containsExactly(Code.KEY_UNREADABLE);
		assertThat(wrong.verdict()).isEqualTo(Verdict.FAILED);
	}

	@Test
	void refusesAKeyOfAnotherCertificate() {
		TestChain other = TestChain.expired();
		Inspection inspection = text(pem(CHAIN.leaf(), CHAIN.issuing()) + key(other));
		assertThat(codes(inspection)).containsExactly(Code.KEY_MISMATCH);
		assertThat(inspection.findings().getFirst().cause()).contains("CN=shop.test");
	}

	@Test
	void refusesARsaKeyWhoseModulusAloneIsRight() throws IOException {
		TestChain rsa = TestChain.of(KeyAlgorithm.RSA_2048);
		org.bouncycastle.asn1.pkcs.RSAPrivateKey real = org.bouncycastle.asn1.pkcs.RSAPrivateKey
			.getInstance(PortableKeys.pkcs8(rsa.key()).parsePrivateKey());
		BigInteger wrong = real.getPrivateExponent().add(BigInteger.TWO);
		byte[] forged = new org.bouncycastle.asn1.pkcs.RSAPrivateKey(real.getModulus(), real.getPublicExponent(), wrong,
				real.getPrime1(), real.getPrime2(), real.getExponent1(), real.getExponent2(), real.getCoefficient())
			.getEncoded();
		String whole = pem(rsa.leaf(), rsa.issuing()) + Pem.write("RSA PRIVATE KEY", forged);
		assertThat(codes(inspect(new InspectionOrder(List.of(file(whole)), null, List.of(rsa.root()), null, null))))
			.containsExactly(Code.KEY_UNREADABLE);
	}

	@Test
	void refusesALeafThatIsNotFirst() {
		for (String whole : List.of(pem(CHAIN.issuing(), CHAIN.leaf()), pem(CHAIN.issuing(), CHAIN.leaf()) + key(),
				pem(CHAIN.root(), CHAIN.issuing(), CHAIN.leaf()))) {
			Inspection inspection = text(whole);
			assertThat(inspection.findings().getFirst().code()).isEqualTo(Code.WRONG_CHAIN_ORDER);
			assertThat(codes(inspection)).containsOnlyOnce(Code.WRONG_CHAIN_ORDER);
			assertThat(inspection.verdict()).isEqualTo(Verdict.FAILED);
			assertThat(inspection.path().trusted()).isTrue();
		}
	}

	@Test
	void tellsMissingExtraAndUntrustedApart() {
		TestChain other = TestChain.expired();
		assertThat(codes(text(pem(CHAIN.leaf())))).containsExactly(Code.INCOMPLETE_CHAIN);
		assertThat(codes(text(pem(CHAIN.leaf(), CHAIN.issuing(), other.issuing()))))
			.containsExactly(Code.EXTRA_CERTIFICATE);
		assertThat(codes(text(pem(CHAIN.leaf(), CHAIN.issuing(), CHAIN.root())))).containsExactly(Code.ROOT_INCLUDED);
		Inspection untrusted = inspect(new InspectionOrder(List.of(file(pem(CHAIN.leaf(), CHAIN.issuing()))), null,
				List.of(TestAuthority.root("CN=Stranger", UnaryOperator.identity()).der()), null, null));
		assertThat(codes(untrusted)).containsExactly(Code.UNTRUSTED_ROOT);
		assertThat(untrusted.path()).isEqualTo(new Inspection.Path(false, null));
	}

	@Test
	void trustsOurOwnRootUnlessToldOtherwise() {
		Inspections own = new Inspections(Clock.systemUTC(), () -> List.of(CHAIN.root()));
		InspectionOrder order = new InspectionOrder(List.of(file(pem(CHAIN.leaf(), CHAIN.issuing()))), null, null, null,
				null);
		assertThat(own.inspect(order).verdict()).isEqualTo(Verdict.PASSED);
		assertThat(codes(INSPECTIONS.inspect(order))).containsExactly(Code.UNTRUSTED_ROOT);
	}

	@Test
	void judgesNamesAndDates() {
		Instant now = Instant.now();
		String whole = pem(CHAIN.leaf(), CHAIN.issuing());
		assertThat(codes(at(whole, "other.test", now))).containsExactly(Code.NAME_MISMATCH);
		assertThat(codes(at(whole, "shop.test", now.plus(Duration.ofDays(80))))).containsExactly(Code.EXPIRES_SOON);
		assertThat(codes(at(whole, "shop.test", now.plus(Duration.ofDays(91))))).containsExactly(Code.EXPIRED);
		assertThat(codes(at(whole, "shop.test", now.minus(Duration.ofDays(950))))).contains(Code.NOT_YET_VALID);
	}

	@Test
	void judgesListsOfAnchors() {
		TestChain expired = TestChain.expired();
		assertThat(text(pem(CHAIN.root())).findings()).isEmpty();
		assertThat(text(pem(CHAIN.root(), expired.root())).path()).isNull();
		Inspection late = at(pem(CHAIN.root()), null, Instant.now().plus(Duration.ofDays(1001)));
		assertThat(codes(late)).containsExactly(Code.EXPIRED);
		assertThat(late.verdict()).isEqualTo(Verdict.FAILED);
	}

	@Test
	void judgesAnIssuingCaAsSuch() {
		assertThat(at(pem(CHAIN.issuing()), null, Instant.now()).findings()).isEmpty();
	}

	@Test
	void namesRc2ThatOpensslWritesWhenAskedToBeOld() {
		byte[] file = openssl("pkcs12 -export -legacy -name shop -in leaf.pem -inkey key.pem -certfile issuing.pem"
				+ " -passout pass:correct-horse-battery -out FILE");
		Inspection inspection = keystore(file);
		assertThat(codes(inspection)).contains(Code.KEYSTORE_RC2, Code.KEYSTORE_SHA1_MAC, Code.KEYSTORE_OLD_ENCRYPTION);
		assertThat(inspection.findings().getFirst().code()).isEqualTo(Code.KEYSTORE_RC2);
		assertThat(inspection.path().trusted()).isTrue();
	}

	@Test
	void namesRc2OfBouncyCastlesKeystore() throws Exception {
		KeyStore keystore = KeyStore.getInstance("PKCS12", new BouncyCastleProvider());
		keystore.load(null, null);
		keystore.setKeyEntry("shop", CHAIN.key(), null, JdkKeystores.certificates(CHAIN.chain()));
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		keystore.store(bytes, PASSWORD.toCharArray());
		assertThat(codes(keystore(bytes.toByteArray()))).contains(Code.KEYSTORE_RC2);
	}

	@Test
	void passesWhatOpensslWrites() {
		byte[] file = openssl("pkcs12 -export -name shop -in leaf.pem -inkey key.pem -certfile issuing.pem"
				+ " -passout pass:correct-horse-battery -out FILE");
		assertThat(keystore(file).findings()).isEmpty();
		byte[] nameless = openssl("pkcs12 -export -in leaf.pem -inkey key.pem -certfile issuing.pem"
				+ " -passout pass:correct-horse-battery -out FILE");
		Inspection inspection = keystore(nameless);
		assertThat(codes(inspection)).containsExactly(Code.KEYSTORE_ALIAS_MISSING);
		assertThat(inspection.verdict()).isEqualTo(Verdict.PASSED);
	}

	@Test
	void noticesThatTheMacIsMissing() throws Exception {
		byte[] file = openssl("pkcs12 -export -nomac -name shop -in leaf.pem -inkey key.pem -certfile issuing.pem"
				+ " -passout pass:correct-horse-battery -out FILE");
		assertThat(codes(keystore(file))).containsExactly(Code.KEYSTORE_MAC_MISSING);
		byte[] open = openssl("pkcs12 -export -nomac -keypbe NONE -certpbe NONE -name shop -in leaf.pem -inkey key.pem"
				+ " -certfile issuing.pem -passout pass: -out FILE");
		assertThat(codes(inspect(order(open, Format.PKCS12, null, CHAIN)))).containsExactly(Code.KEYSTORE_MAC_MISSING);
		KeyStore jdk = KeyStore.getInstance("PKCS12");
		jdk.load(new ByteArrayInputStream(open), PASSWORD.toCharArray());
		assertThat(jdk.size()).isZero();
	}

	@Test
	void noticesThatTheJdkWouldSeeNoChain() throws Exception {
		byte[] file = withoutIds();
		Inspection inspection = keystore(file);
		assertThat(codes(inspection)).containsExactly(Code.KEYSTORE_LOCAL_KEY_ID, Code.KEYSTORE_ALIAS_MISSING);
		assertThat(inspection.path().trusted()).isTrue();
		KeyStore jdk = KeyStore.getInstance("PKCS12");
		jdk.load(new ByteArrayInputStream(file), PASSWORD.toCharArray());
		assertThat(jdk.getCertificateChain(jdk.aliases().nextElement())).isNullOrEmpty();
	}

	@Test
	void noticesThatATruststoreTrustsNothing() throws Exception {
		byte[] file = openssl("pkcs12 -export -nokeys -in root.pem -passout pass:correct-horse-battery -out FILE");
		assertThat(codes(keystore(file))).containsExactly(Code.TRUSTED_ENTRIES_MISSING);
		KeyStore jdk = KeyStore.getInstance("PKCS12");
		jdk.load(new ByteArrayInputStream(file), PASSWORD.toCharArray());
		assertThat(jdk.size()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "PKCS12", "JKS" })
	void passesTruststoresOfKeytool(String type) throws IOException {
		Inspection inspection = keystore(keytool(type, "-importcert", "-noprompt", "-alias", "root", "-file",
				folder.resolve("root.pem"), "-storepass", PASSWORD), Format.valueOf(type));
		assertThat(inspection.findings()).isEmpty();
		assertThat(inspection.path()).isNull();
		assertThat(inspection.certificates()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "PKCS12", "JKS" })
	void noticesAKeystoreCalledByTheOtherName(String type) {
		Format format = Format.valueOf(type);
		byte[] file = make(format, Encryption.MODERN, Secret.of(PASSWORD), CHAIN);
		Inspection inspection = keystore(file, (format == Format.JKS) ? Format.PKCS12 : Format.JKS);
		assertThat(codes(inspection)).containsExactly(Code.KEYSTORE_KIND);
		assertThat(inspection.verdict()).isEqualTo(Verdict.PASSED_WITH_WARNINGS);
		Inspection text = keystore(pem(CHAIN.leaf(), CHAIN.issuing()).getBytes(StandardCharsets.US_ASCII), format);
		assertThat(codes(text)).containsExactly(Code.KEYSTORE_KIND);
		assertThat(text.verdict()).isEqualTo(Verdict.FAILED);
	}

	@Test
	void noticesAKeyUnderAnotherPassword() throws Exception {
		for (String type : List.of("PKCS12", "JKS")) {
			KeyStore keystore = KeyStore.getInstance(type);
			keystore.load(null, null);
			keystore.setKeyEntry("shop", JdkKeys.of(CHAIN.key()), "another-password".toCharArray(),
					JdkKeystores.certificates(CHAIN.chain()));
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			keystore.store(bytes, PASSWORD.toCharArray());
			assertThat(codes(keystore(bytes.toByteArray(), Format.valueOf(type)))).as(type)
				.containsExactly(Code.KEY_PASSWORD_DIFFERS);
		}
	}

	@Test
	void noticesSeveralKeysAndJudgesEach() throws Exception {
		TestChain rsa = TestChain.of(KeyAlgorithm.RSA_2048);
		for (String type : List.of("PKCS12", "JKS")) {
			KeyStore keystore = KeyStore.getInstance(type);
			keystore.load(null, null);
			keystore.setKeyEntry("ec", JdkKeys.of(CHAIN.key()), PASSWORD.toCharArray(),
					JdkKeystores.certificates(CHAIN.chain()));
			keystore.setKeyEntry("rsa", JdkKeys.of(rsa.key()), PASSWORD.toCharArray(),
					JdkKeystores.certificates(rsa.chain()));
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			keystore.store(bytes, PASSWORD.toCharArray());
			Inspection inspection = keystore(bytes.toByteArray(), Format.valueOf(type));
			assertThat(codes(inspection)).as(type).containsExactly(Code.BAD_SIGNATURE, Code.KEYS_SEVERAL);
			assertThat(inspection.certificates()).hasSize(4);
			InspectionOrder both = new InspectionOrder(
					List.of(new NamedFile(Format.valueOf(type), bytes.toByteArray())), Secret.of(PASSWORD),
					List.of(CHAIN.root(), rsa.root()), null, null);
			assertThat(codes(inspect(both))).as(type).containsExactly(Code.KEYS_SEVERAL);
		}
	}

	@Test
	void warnsOfPasswordsThatReadersStumbleOver() throws Exception {
		String umlaut = "pässwörd€";
		byte[] modern = jdkKeystore(umlaut);
		Inspection inspection = inspect(order(modern, Format.PKCS12, Secret.of(umlaut), CHAIN));
		assertThat(codes(inspection)).containsExactly(Code.PASSWORD_NOT_ASCII);
		assertThat(inspection.verdict()).isEqualTo(Verdict.PASSED_WITH_WARNINGS);
		byte[] old = openssl("pkcs12 -export -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg SHA1 -name shop"
				+ " -in leaf.pem -inkey key.pem -certfile issuing.pem -passout pass:" + umlaut + " -out FILE");
		Inspection nowhere = inspect(order(old, Format.PKCS12, Secret.of(umlaut), CHAIN));
		assertThat(nowhere.findings().getFirst()).satisfies((finding) -> {
			assertThat(finding.code()).isEqualTo(Code.PASSWORD_NOT_ASCII);
			assertThat(finding.severity()).isEqualTo(Severity.ERROR);
		});
	}

	@Test
	void warnsOfAnEmptyPassword() {
		byte[] file = openssl(
				"pkcs12 -export -name shop -in leaf.pem -inkey key.pem -certfile issuing.pem -passout pass: -out FILE");
		assertThat(codes(inspect(order(file, Format.PKCS12, Secret.of(""), CHAIN))))
			.containsExactly(Code.PASSWORD_EMPTY);
		assertThat(codes(inspect(order(file, Format.PKCS12, null, CHAIN)))).containsExactly(Code.PASSWORD_EMPTY);
	}

	@Test
	void asksForThePasswordAndNoticesAWrongOne() {
		for (Format format : List.of(Format.PKCS12, Format.JKS)) {
			byte[] file = make(format, Encryption.MODERN, Secret.of(PASSWORD), CHAIN);
			assertThat(codes(inspect(order(file, format, null, CHAIN)))).containsExactly(Code.PASSWORD_REQUIRED);
			assertThat(codes(inspect(order(file, format, Secret.of("another-password"), CHAIN))))
				.containsExactly(Code.KEYSTORE_UNREADABLE);
		}
	}

	@Test
	void readsPbmac1AndSaysWhoDoesNot() throws Exception {
		KeyStore keystore = KeyStore.getInstance("PKCS12-PBMAC1", new BouncyCastleProvider());
		keystore.load(null, null);
		keystore.setKeyEntry("shop", CHAIN.key(), null, JdkKeystores.certificates(CHAIN.chain()));
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		keystore.store(bytes, PASSWORD.toCharArray());
		Inspection inspection = keystore(bytes.toByteArray());
		assertThat(codes(inspection)).contains(Code.KEYSTORE_PBMAC1).doesNotContain(Code.KEYSTORE_UNREADABLE);
		assertThat(inspection.path().trusted()).isTrue();
		assertThat(codes(inspect(order(bytes.toByteArray(), Format.PKCS12, Secret.of("another-password"), CHAIN))))
			.containsExactly(Code.KEYSTORE_UNREADABLE);
	}

	@Test
	void namesGcmThatOnlyBouncyCastleOpens() throws Exception {
		KeyStore keystore = KeyStore.getInstance("PKCS12-AES256-AES128-GCM", new BouncyCastleProvider());
		keystore.load(null, null);
		keystore.setKeyEntry("shop", CHAIN.key(), null, JdkKeystores.certificates(CHAIN.chain()));
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		keystore.store(bytes, PASSWORD.toCharArray());
		Inspection inspection = keystore(bytes.toByteArray());
		assertThat(codes(inspection)).contains(Code.KEYSTORE_UNREADABLE);
		assertThat(inspection.findings().toString()).contains("GCM");
	}

	// What follows is as fast as any other: the count is read and nothing is derived.
	@ParameterizedTest
	@ValueSource(strings = { "1000001", "2147483647", "99999999999999999999", "0", "-1" })
	void startsOnNoMacOfTooManyIterations(String iterations) throws IOException {
		Pfx file = Pfx.getInstance(make(Format.PKCS12, Encryption.MODERN, Secret.of(PASSWORD), CHAIN));
		ASN1Sequence mac = (ASN1Sequence) file.getMacData().toASN1Primitive();
		ASN1EncodableVector changed = new ASN1EncodableVector();
		changed.add(mac.getObjectAt(0));
		changed.add(mac.getObjectAt(1));
		changed.add(new org.bouncycastle.asn1.ASN1Integer(new BigInteger(iterations)));
		byte[] hostile = new Pfx(file.getAuthSafe(), MacData.getInstance(new DERSequence(changed))).getEncoded();
		assertThat(codes(keystore(hostile))).containsExactly(Code.KEYSTORE_MAC_ITERATIONS);
	}

	@Test
	void startsOnNoPartOfTooManyIterations() throws IOException {
		AlgorithmIdentifier hostile = pbes2(new KeyDerivationFunc(PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(
				new byte[16], 2_000_000_000, new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256))));
		assertThat(codes(text(pem(CHAIN.leaf(), CHAIN.issuing()) + encryptedKey(hostile), PASSWORD)))
			.containsExactly(Code.KEY_DERIVATION_TOO_COSTLY);
		AlgorithmIdentifier scrypt = pbes2(
				new KeyDerivationFunc(MiscObjectIdentifiers.id_scrypt, new ScryptParams(new byte[16], 1 << 24, 8, 1)));
		assertThat(codes(text(pem(CHAIN.leaf(), CHAIN.issuing()) + encryptedKey(scrypt), PASSWORD)))
			.containsExactly(Code.KEY_DERIVATION_TOO_COSTLY);
	}

	@Test
	void givesOneFileItsShareOfWorkAndNoMore() throws IOException {
		AlgorithmIdentifier most = pbes2(new KeyDerivationFunc(PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(
				new byte[16], 900_000, new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256))));
		String many = encryptedKey(most).repeat(50);
		Inspection inspection = text(pem(CHAIN.leaf(), CHAIN.issuing()) + many, PASSWORD);
		assertThat(codes(inspection)).contains(Code.KEY_DERIVATION_TOO_COSTLY, Code.KEY_UNREADABLE);
	}

	@Test
	void endsOnWhateverIsInsideAFile() throws IOException {
		byte[] good = make(Format.PKCS12, Encryption.MODERN, Secret.of(PASSWORD), CHAIN);
		java.util.Random random = new java.util.Random(20261125);
		for (int round = 0; round < 400; round++) {
			byte[] spoiled = good.clone();
			// The start holds the structure, the end the MAC.
			int at = (round % 2 == 0) ? random.nextInt(80) : good.length - 1 - random.nextInt(100);
			spoiled[at] = (byte) random.nextInt(256);
			assertThat(judged(spoiled)).isNotNull();
		}
		for (byte[] nothing : List.of(new byte[] { 0x30, 0 }, new byte[] { 0x30, (byte) 0x80 },
				Arrays.copyOf(good, good.length / 2), new byte[] { (byte) 0xfe, (byte) 0xed, (byte) 0xfe, (byte) 0xed },
				deep(), new DERSequence(new org.bouncycastle.asn1.ASN1Integer(3)).getEncoded())) {
			assertThat(judged(nothing)).isEqualTo("failed");
		}
	}

	@Test
	void readsAWholeFileOfManyCertificates() {
		StringBuilder many = new StringBuilder(pem(CHAIN.leaf(), CHAIN.issuing()));
		many.append(Pem.certificate(CHAIN.root()).repeat(1_000));
		Inspection inspection = text(many.toString());
		assertThat(codes(inspection)).contains(Code.EXTRA_CERTIFICATE);
		assertThat(inspection.path().trusted()).isTrue();
	}

	@Test
	void showsNoSecret() {
		byte[] file = make(Format.PEM, Encryption.MODERN, null, CHAIN);
		InspectionForm form = new InspectionForm(new String(file, StandardCharsets.US_ASCII), null, null, PASSWORD,
				null, null, null);
		assertThat(form.toString() + form.toOrder()).doesNotContain(PASSWORD).doesNotContain("PRIVATE");
	}

	@Test
	void tellsItInEightyColumns() {
		TestChain other = TestChain.expired();
		Inspection inspection = text(pem(CHAIN.issuing(), CHAIN.leaf(), other.issuing()) + key(other));
		List<String> lines = InspectionText.lines("x".repeat(300), inspection);
		assertThat(lines).allSatisfy((line) -> assertThat(line).hasSizeLessThanOrEqualTo(80));
		assertThat(String.join("\n", lines)).contains("failed", "key-mismatch", "CN=shop.test");
	}

	private static String judged(byte[] file) {
		try {
			return keystore(file).verdict().label();
		}
		catch (MalformedException ex) {
			return "failed";
		}
	}

	private static byte[] deep() {
		byte[] deep = new byte[100_000];
		for (int i = 0; i < deep.length; i += 2) {
			deep[i] = 0x30;
			deep[i + 1] = (byte) 0x80;
		}
		return deep;
	}

	private static String encryptedKey(AlgorithmIdentifier algorithm) throws IOException {
		return Pem.write("ENCRYPTED PRIVATE KEY",
				new EncryptedPrivateKeyInfo(algorithm, new byte[64]).getEncoded(ASN1Encoding.DER));
	}

	private static AlgorithmIdentifier pbes2(KeyDerivationFunc function) {
		return new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, new PBES2Parameters(function,
				new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(new byte[16]))));
	}

	// As low-level builders write it when nobody thinks of the JDK.
	private static byte[] withoutIds() throws Exception {
		SecureRandom random = new SecureRandom();
		Pkcs12Protection.Encryptors encryptors = Pkcs12Protection.MODERN.encryptors(PASSWORD.toCharArray(), random);
		PKCS12SafeBag[] certificates = { new PKCS12SafeBagBuilder(new X509CertificateHolder(CHAIN.leaf())).build(),
				new PKCS12SafeBagBuilder(new X509CertificateHolder(CHAIN.issuing())).build() };
		return new PKCS12PfxPduBuilder().addEncryptedData(encryptors.next(), certificates)
			.addData(new PKCS12SafeBagBuilder(PortableKeys.pkcs8(CHAIN.key()), encryptors.next()).build())
			.build(Pkcs12Protection.MODERN.mac(random), PASSWORD.toCharArray())
			.getEncoded();
	}

	private static byte[] jdkKeystore(String password) throws Exception {
		KeyStore keystore = KeyStore.getInstance("PKCS12");
		keystore.load(null, null);
		keystore.setKeyEntry("shop", JdkKeys.of(CHAIN.key()), password.toCharArray(),
				JdkKeystores.certificates(CHAIN.chain()));
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		keystore.store(bytes, password.toCharArray());
		return bytes.toByteArray();
	}

	private static byte[] openssl(String command) {
		try {
			Path file = folder.resolve("made-" + System.nanoTime());
			List<Object> arguments = new ArrayList<>();
			for (String word : command.split(" ")) {
				arguments.add(word.equals("FILE") ? file : word.endsWith(".pem") ? folder.resolve(word) : word);
			}
			Peer.Answer answer = Peer.named("openssl").run(arguments.toArray());
			assertThat(answer.succeeded()).as(answer.output()).isTrue();
			return Files.readAllBytes(file);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static byte[] keytool(String type, Object... arguments) throws IOException {
		Path file = folder.resolve("made-" + System.nanoTime());
		List<Object> all = new ArrayList<>(Arrays.asList(arguments));
		all.addAll(List.of("-keystore", file, "-storetype", type));
		Peer.Answer answer = Peer.keytool(25).run(all.toArray());
		assertThat(answer.succeeded()).as(answer.output()).isTrue();
		return Files.readAllBytes(file);
	}

	private static Inspection at(String text, String name, Instant at) {
		return inspect(new InspectionOrder(List.of(file(text)), null, List.of(CHAIN.root()), name, at));
	}

	private static Inspection text(String text) {
		return text(text, null);
	}

	private static Inspection text(String text, String password) {
		return inspect(new InspectionOrder(List.of(file(text)), (password != null) ? Secret.of(password) : null,
				List.of(CHAIN.root()), "shop.test", null));
	}

	private static Inspection keystore(byte[] file) {
		return keystore(file, Format.PKCS12);
	}

	private static Inspection keystore(byte[] file, Format called) {
		return inspect(order(file, called, Secret.of(PASSWORD), CHAIN));
	}

	private static InspectionOrder order(byte[] file, Format called, Secret password, TestChain chain) {
		return new InspectionOrder(List.of(new NamedFile(called, file)), password, List.of(chain.root()), "shop.test",
				null);
	}

	private static Inspection inspect(InspectionOrder order) {
		return INSPECTIONS.inspect(order);
	}

	private static byte[] make(Format format, Encryption encryption, Secret password, TestChain chain) {
		return BUNDLES.make(new BundleOrder(format, encryption, password, "shop"), chain.key(), chain.chain()).bytes();
	}

	private static String key() {
		return key(CHAIN);
	}

	private static String key(TestChain chain) {
		try {
			return Pem.write("PRIVATE KEY", PortableKeys.pkcs8(chain.key()).getEncoded());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static NamedFile file(String text) {
		return new NamedFile(null, text.getBytes(StandardCharsets.US_ASCII));
	}

	private static String pem(byte[]... certificates) {
		StringBuilder text = new StringBuilder();
		for (byte[] certificate : certificates) {
			text.append(Pem.certificate(certificate));
		}
		return text.toString();
	}

	private static List<Code> codes(Inspection inspection) {
		return inspection.findings().stream().map(Finding::code).toList();
	}

	/**
	 * Keys as the JDK's keystores take them.
	 */
	private static final class JdkKeys {

		static java.security.PrivateKey of(java.security.PrivateKey key) throws Exception {
			String algorithm = key.getAlgorithm().startsWith("EC") ? "EC" : key.getAlgorithm();
			return java.security.KeyFactory.getInstance(algorithm)
				.generatePrivate(new java.security.spec.PKCS8EncodedKeySpec(PortableKeys.pkcs8(key).getEncoded()));
		}

	}

}
