package handfast.bundle;

import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import handfast.bundle.BundleOrder.Encryption;
import handfast.bundle.BundleOrder.Format;
import handfast.validation.Code;
import handfast.validation.Violation;
import handfast.x509.KeyAlgorithm;
import handfast.x509.MalformedException;
import handfast.x509.Pem;
import handfast.x509.Secret;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.jcajce.interfaces.MLDSAPrivateKey;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BundlesTests {

	private static final Secret PASSWORD = Secret.of("CANARY-correct horse");

	private final Bundles bundles = new Bundles(new SecureRandom());

	static Stream<Arguments> forms() {
		List<Arguments> forms = new ArrayList<>();
		for (KeyAlgorithm algorithm : KeyAlgorithm.values()) {
			forms.add(Arguments.of(algorithm, Format.PKCS12, Encryption.MODERN, PASSWORD));
			forms.add(Arguments.of(algorithm, Format.PKCS12, Encryption.LEGACY, PASSWORD));
			forms.add(Arguments.of(algorithm, Format.JKS, Encryption.MODERN, PASSWORD));
			forms.add(Arguments.of(algorithm, Format.PEM, Encryption.MODERN, PASSWORD));
			forms.add(Arguments.of(algorithm, Format.PEM, Encryption.MODERN, null));
		}
		return forms.stream();
	}

	@ParameterizedTest
	@MethodSource("forms")
	void readsBackKeyAndChain(KeyAlgorithm algorithm, Format format, Encryption encryption, Secret password)
			throws Exception {
		TestChain made = TestChain.of(algorithm);
		OpenedBundle opened = this.bundles.open(this.bundles
			.make(new BundleOrder(format, encryption, password, "shop.test"), made.key(), made.chain()));
		assertThat(opened.chain()).hasSize(2);
		assertThat(opened.chain().get(0).getEncoded()).isEqualTo(made.leaf());
		assertThat(opened.chain().get(1).getEncoded()).isEqualTo(made.issuing());
		assertThat(belongTogether(opened.privateKey(), made.leaf())).isTrue();
	}

	@ParameterizedTest
	@EnumSource(KeyAlgorithm.class)
	void givesKeysOfBouncyCastleWhoeverReadThem(KeyAlgorithm algorithm) {
		TestChain made = TestChain.of(algorithm);
		OpenedBundle opened = this.bundles.open(this.bundles.make(pkcs12(Encryption.MODERN), made.key(), made.chain()));
		assertThat(opened.privateKey().getClass().getName()).startsWith("org.bouncycastle.jcajce.provider");
	}

	@Test
	void putsLeafThenIssuingThenKeyIntoOnePemFile() {
		assertThat(Pem.read(text(pem(KeyAlgorithm.EC_P256)))).extracting(Pem.Block::label)
			.containsExactly("CERTIFICATE", "CERTIFICATE", "PRIVATE KEY");
	}

	@ParameterizedTest
	@EnumSource(KeyAlgorithm.class)
	void writesKeysAsPkcs8VersionOneWithoutPublicKey(KeyAlgorithm algorithm) {
		PrivateKeyInfo info = PrivateKeyInfo.getInstance(Pem.read(text(pem(algorithm))).getLast().der());
		assertThat(info.getVersion().intValueExact()).isZero();
		assertThat(info.hasPublicKey()).isFalse();
	}

	@ParameterizedTest
	@EnumSource(value = KeyAlgorithm.class, names = "ML_DSA_.*", mode = EnumSource.Mode.MATCH_ALL)
	void writesMlDsaAsTheExpandedKeyAlone(KeyAlgorithm algorithm) throws Exception {
		PrivateKeyInfo info = PrivateKeyInfo.getInstance(Pem.read(text(pem(algorithm))).getLast().der());
		assertThat(ASN1OctetString.getInstance(info.parsePrivateKey()).getOctets())
			.isEqualTo(((MLDSAPrivateKey) TestChain.of(algorithm).key()).getPrivateData());
	}

	@Test
	void encryptsThePemKeyWhereAPasswordIsGiven() {
		Bundle bundle = make(new BundleOrder(Format.PEM, Encryption.MODERN, PASSWORD, "shop.test"));
		assertThat(Pem.read(text(bundle))).extracting(Pem.Block::label)
			.containsExactly("CERTIFICATE", "CERTIFICATE", "ENCRYPTED PRIVATE KEY");
	}

	@Test
	void findsThePemKeyWhereverItStands() {
		String[] blocks = text(pem(KeyAlgorithm.EC_P256)).split("(?<=-----END (CERTIFICATE|PRIVATE KEY)-----\n)");
		Bundle keyFirst = pem((blocks[2] + "some text between\n" + blocks[0] + blocks[1]));
		assertThat(this.bundles.open(keyFirst).chain()).hasSize(2);
	}

	@Test
	void sealsModernFilesWithSha256AndLegacyOnesWithSha1() {
		MacData modern = Pfx.getInstance(make(pkcs12(Encryption.MODERN)).bytes()).getMacData();
		MacData legacy = Pfx.getInstance(make(pkcs12(Encryption.LEGACY)).bytes()).getMacData();
		assertThat(modern.getMac().getAlgorithmId().getAlgorithm().getId()).isEqualTo("2.16.840.1.101.3.4.2.1");
		assertThat(modern.getIterationCount()).isEqualTo(10_000);
		assertThat(legacy.getMac().getAlgorithmId().getAlgorithm().getId()).isEqualTo("1.3.14.3.2.26");
		assertThat(legacy.getIterationCount()).isEqualTo(2_048);
	}

	@Test
	void refusesAForeignFileWithTooManyMacIterationsBeforeItStarts() throws Exception {
		Pfx made = Pfx.getInstance(make(pkcs12(Encryption.MODERN)).bytes());
		MacData greedy = new MacData(made.getMacData().getMac(), made.getMacData().getSalt(), 1_000_001);
		Bundle foreign = new Bundle(pkcs12(Encryption.MODERN), new Pfx(made.getAuthSafe(), greedy).getEncoded(),
				"application/pkcs12", "p12");
		assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> this.bundles.open(foreign))
			.extracting(MalformedException::code)
			.isEqualTo("keystore-mac-iterations");
	}

	@ParameterizedTest
	@EnumSource(Format.class)
	void saysThatAFileIsUnreadableWhateverTheLibraryThrows(Format format) {
		BundleOrder order = new BundleOrder(format, Encryption.MODERN, PASSWORD, "shop.test");
		byte[] good = make(order).bytes();
		for (byte[] bad : List.of(new byte[0], new byte[] { 0x30, (byte) 0x84, 127, 0, 0, 0 },
				java.util.Arrays.copyOf(good, good.length / 2),
				"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n".getBytes(StandardCharsets.US_ASCII))) {
			assertThatExceptionOfType(MalformedException.class)
				.isThrownBy(() -> this.bundles.open(new Bundle(order, bad, "", "")));
		}
	}

	@Test
	void doesNotOpenWithAnotherPassword() {
		Bundle made = make(pkcs12(Encryption.MODERN));
		BundleOrder other = new BundleOrder(Format.PKCS12, Encryption.MODERN, Secret.of("something else"), "a");
		assertThatExceptionOfType(MalformedException.class)
			.isThrownBy(() -> this.bundles.open(new Bundle(other, made.bytes(), "", "")))
			.withMessageContaining("password");
	}

	@ParameterizedTest
	@EnumSource(value = Format.class, names = { "PKCS12", "JKS" })
	void wantsAPasswordForKeystores(Format format) {
		assertThat(codes(format, null)).containsExactly(Code.PASSWORD_REQUIRED);
	}

	@ParameterizedTest
	@EnumSource(Format.class)
	void refusesFewerThanEightCharacters(Format format) {
		assertThat(codes(format, "1234567")).containsExactly(Code.PASSWORD_TOO_SHORT);
		assertThat(codes(format, "")).containsExactly(Code.PASSWORD_TOO_SHORT);
		assertThat(codes(format, "12345678")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "pässwörd€", "longer than 8 \uD83D\uDD11", "with\ttabulator", "with\u0000null",
			"delete\u007f.." })
	void refusesWhatJdk17CantOpenAndSaysSo(String password) {
		List<Violation> violations = this.bundles
			.violationsIn(new BundleOrder(Format.PKCS12, Encryption.MODERN, Secret.of(password), "shop.test"));
		assertThat(violations).singleElement().satisfies((violation) -> {
			assertThat(violation.code()).isEqualTo(Code.PASSWORD_NOT_ASCII);
			assertThat(violation.field()).isEqualTo("/password");
			assertThat(violation.message()).contains("JDK 17").doesNotContain(password);
		});
	}

	@Test
	void makesNothingWithAPasswordThatBreaksTheRules() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> make(new BundleOrder(Format.JKS, Encryption.MODERN, Secret.of("short"), "shop.test")));
	}

	private List<Code> codes(Format format, String password) {
		Secret secret = (password != null) ? Secret.of(password) : null;
		return this.bundles.violationsIn(new BundleOrder(format, Encryption.MODERN, secret, "shop.test"))
			.stream()
			.map(Violation::code)
			.toList();
	}

	private Bundle pem(KeyAlgorithm algorithm) {
		TestChain made = TestChain.of(algorithm);
		return this.bundles.make(BundleOrder.plainPem(new Alias("shop.test")), made.key(), made.chain());
	}

	private static Bundle pem(String text) {
		return new Bundle(BundleOrder.plainPem(new Alias("shop.test")), text.getBytes(StandardCharsets.US_ASCII), "",
				"");
	}

	private Bundle make(BundleOrder order) {
		TestChain made = TestChain.of(KeyAlgorithm.EC_P256);
		return this.bundles.make(order, made.key(), made.chain());
	}

	private static BundleOrder pkcs12(Encryption encryption) {
		return new BundleOrder(Format.PKCS12, encryption, PASSWORD, "shop.test");
	}

	private static String text(Bundle bundle) {
		return new String(bundle.bytes(), StandardCharsets.US_ASCII);
	}

	private static boolean belongTogether(PrivateKey key, byte[] leaf) throws Exception {
		SubjectPublicKeyInfo info = new X509CertificateHolder(leaf).getSubjectPublicKeyInfo();
		PublicKey publicKey = BouncyCastleProvider.getPublicKey(info);
		String algorithm = switch (key.getAlgorithm()) {
			case "EC", "ECDSA" -> "SHA256withECDSA";
			case "RSA" -> "SHA256withRSA";
			default -> key.getAlgorithm();
		};
		Signature signature = Signature.getInstance(algorithm, new BouncyCastleProvider());
		signature.initSign(key);
		signature.update(leaf);
		byte[] signed = signature.sign();
		signature.initVerify(publicKey);
		signature.update(leaf);
		return signature.verify(signed);
	}

}
