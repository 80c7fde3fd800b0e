package handfast.key;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.UUID;

import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.x509.KeyAlgorithm;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class SubjectKeysTests {

	private static final byte[] MESSAGE = "signed".getBytes(StandardCharsets.US_ASCII);

	@TempDir
	Path home;

	private KeyFixture fixture;

	private SubjectKeys keys;

	@BeforeEach
	void open() {
		this.fixture = KeyFixture.on(this.home);
		this.keys = this.fixture.keys;
	}

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@ParameterizedTest
	@EnumSource
	void makesKeepsAndOpensEveryAlgorithm(KeyAlgorithm algorithm) throws Exception {
		SubjectKey made = this.keys.generate(algorithm);
		this.keys.store(made, KeyFixture.OWNER);
		SubjectKey kept = this.keys.require(made.id());
		assertThat(kept.held()).isTrue();
		assertThat(kept.algorithm()).isEqualTo(algorithm);
		assertThat(kept.publicKey()).isEqualTo(made.publicKey());
		PrivateKey opened = this.keys.open(kept);
		assertThat(verifies(kept, sign(opened, algorithm), algorithm)).isTrue();
	}

	@Test
	void storesNothingByMakingAKey() {
		SubjectKey made = this.keys.generate(KeyAlgorithm.EC_P256);
		assertThatExceptionOfType(Problem.class).isThrownBy(() -> this.keys.require(made.id()))
			.satisfies((problem) -> assertThat(problem.type()).isEqualTo(ProblemType.NOT_FOUND));
	}

	@Test
	void storesAKeyOnce() {
		SubjectKey made = this.keys.generate(KeyAlgorithm.EC_P256);
		this.keys.store(made, KeyFixture.OWNER);
		this.keys.store(made, KeyFixture.OWNER);
		assertThat(this.fixture.jdbc.sql("SELECT count(*) FROM subject_key").query(Integer.class).single())
			.isEqualTo(1);
	}

	@Test
	void neverOpensAnErasedKeyAgain() {
		SubjectKey made = this.keys.generate(KeyAlgorithm.ED25519);
		this.keys.store(made, KeyFixture.OWNER);
		this.keys.erase(made.id());
		SubjectKey erased = this.keys.require(made.id());
		assertThat(erased.held()).isFalse();
		assertThatExceptionOfType(Problem.class).isThrownBy(() -> this.keys.open(erased))
			.satisfies((problem) -> assertThat(problem.type()).isEqualTo(ProblemType.KEY_NOT_HELD));
		assertThat(this.fixture.jdbc.sql("SELECT erased_at FROM subject_key").query().singleRow().get("erased_at"))
			.isNotNull();
	}

	@Test
	void doesNotOpenAKeyUnderAnotherRowsId() {
		SubjectKey made = this.keys.generate(KeyAlgorithm.EC_P256);
		SubjectKey moved = new SubjectKey(UUID.randomUUID(), made.algorithm(), made.publicKey(), made.wrapped());
		assertThatIllegalStateException().isThrownBy(() -> this.keys.open(moved));
	}

	@Test
	void showsNoKey() {
		assertThat(this.keys.generate(KeyAlgorithm.EC_P256).toString()).contains("***");
	}

	@Test
	void keepsNoPrivateKeyInClear() {
		SubjectKey made = this.keys.generate(KeyAlgorithm.EC_P256);
		this.keys.store(made, KeyFixture.OWNER);
		byte[] pkcs8 = this.keys.open(made).getEncoded();
		byte[] stored = made.wrapped().ciphertext();
		assertThat(new String(stored, StandardCharsets.ISO_8859_1))
			.doesNotContain(new String(pkcs8, 40, 16, StandardCharsets.ISO_8859_1));
	}

	static byte[] sign(PrivateKey key, KeyAlgorithm algorithm) throws Exception {
		ContentSigner signer = new JcaContentSignerBuilder(SignatureAlgorithm.usualFor(algorithm).jcaName())
			.setProvider(KeyFixture.PROVIDERS.bouncyCastle())
			.build(key);
		signer.getOutputStream().write(MESSAGE);
		return signer.getSignature();
	}

	static boolean verifies(SubjectKey key, byte[] signature, KeyAlgorithm algorithm) throws Exception {
		PublicKey publicKey = KeyFactory
			.getInstance(CryptoProviders.jcaName(algorithm), KeyFixture.PROVIDERS.bouncyCastle())
			.generatePublic(new X509EncodedKeySpec(key.publicKey().getEncoded()));
		Signature verifier = Signature.getInstance(SignatureAlgorithm.usualFor(algorithm).jcaName(),
				KeyFixture.PROVIDERS.bouncyCastle());
		verifier.initVerify(publicKey);
		verifier.update(MESSAGE);
		return verifier.verify(signature);
	}

}
