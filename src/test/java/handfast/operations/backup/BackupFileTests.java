package handfast.operations.backup;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Random;

import handfast.problem.Problem;
import handfast.x509.Secret;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class BackupFileTests {

	private static final SecureRandom RANDOM = new SecureRandom();

	private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

	private final Passphrase passphrase = passphrase("correct horse battery");

	@Test
	void givesBackWhatWasWrittenWhateverItsLength() throws Exception {
		for (int length : new int[] { 0, 1, Chunks.PLAIN - 1, Chunks.PLAIN, Chunks.PLAIN + 1, 3 * Chunks.PLAIN,
				3 * Chunks.PLAIN + 7 }) {
			byte[] content = content(length);
			assertThat(open(sealed(content, this.passphrase), this.passphrase)).isEqualTo(content);
		}
	}

	@Test
	void noticesEachAlteredByte() throws Exception {
		KeyPair pair = ec();
		Recipients recipients = new Recipients(List.of(certificate(pair, 0)), BOUNCY_CASTLE, RANDOM);
		Unlock key = new RecipientKey(pair.getPrivate(), BOUNCY_CASTLE);
		byte[] file = sealed(content(2 * Chunks.PLAIN + 100), recipients);
		int head = headOf(file);
		// Each of the head, and of the content the first, the last and every thousandth.
		for (int i = 0; i < file.length; i += (i < head + 20 || i > file.length - 20) ? 1 : 1009) {
			byte[] altered = file.clone();
			altered[i] ^= 1;
			requireNoticed(altered, key, "byte " + i);
		}
	}

	@Test
	void noticesWhereItWasCutOffOrContinued() throws Exception {
		KeyPair pair = ec();
		Recipients recipients = new Recipients(List.of(certificate(pair, 0)), BOUNCY_CASTLE, RANDOM);
		Unlock key = new RecipientKey(pair.getPrivate(), BOUNCY_CASTLE);
		byte[] file = sealed(content(3 * Chunks.PLAIN), recipients);
		int head = headOf(file);
		for (int length : new int[] { 0, 5, head - 1, head, head + 1, head + Chunks.SEALED - 1, head + Chunks.SEALED,
				head + Chunks.SEALED + 1, head + 2 * Chunks.SEALED, file.length - 1 }) {
			requireNoticed(Arrays.copyOf(file, length), key, "cut at " + length);
		}
		requireNoticed(Arrays.copyOf(file, file.length + 1), key, "a byte more");
		byte[] swapped = file.clone();
		System.arraycopy(file, head, swapped, head + Chunks.SEALED, Chunks.SEALED);
		System.arraycopy(file, head + Chunks.SEALED, swapped, head, Chunks.SEALED);
		requireNoticed(swapped, key, "chunks swapped");
	}

	@Test
	void noticesAnAlteredLockOfAPassphrase() throws Exception {
		byte[] file = sealed(content(10), this.passphrase);
		int head = headOf(file);
		int form = (BackupFile.FORM + "\n").length();
		Random places = new Random(7);
		for (int i = 0; i < 25; i++) {
			byte[] altered = file.clone();
			altered[form + places.nextInt(head - form)] ^= 1;
			requireNoticed(altered, this.passphrase, "head");
		}
		// Costs that nobody meant: refused before they are paid.
		String text = new String(file, 0, head, StandardCharsets.UTF_8).replace("65536", "2147483647");
		requireNoticed(text.getBytes(StandardCharsets.UTF_8), this.passphrase, "memory");
	}

	@Test
	void opensForItsPassphraseAlone() throws Exception {
		byte[] file = sealed(content(10), this.passphrase);
		assertThatExceptionOfType(Problem.class).isThrownBy(() -> open(file, passphrase("correct horse batterz")))
			.satisfies((problem) -> assertThat(problem.detail()).contains("passphrase is not the one"));
		assertThatExceptionOfType(Problem.class)
			.isThrownBy(() -> open(file, new RecipientKey(ec().getPrivate(), BOUNCY_CASTLE)))
			.satisfies((problem) -> assertThat(problem.detail()).contains("--pass-file"));
		assertThatExceptionOfType(Problem.class).isThrownBy(() -> passphrase("short").requireStrong());
		assertThatExceptionOfType(Problem.class).isThrownBy(() -> passphrase(""));
		assertThat(open(sealed(content(3), passphrase("Größe und Maß")), passphrase("Größe und Maß"))).hasSize(3);
	}

	@Test
	void opensForEachRecipientAndNobodyElse() throws Exception {
		KeyPair ec = ec();
		KeyPair rsa = rsa();
		byte[] content = content(1000);
		byte[] file = sealed(content,
				new Recipients(List.of(certificate(ec, 0), certificate(rsa, 0)), BOUNCY_CASTLE, RANDOM));
		assertThat(open(file, new RecipientKey(ec.getPrivate(), BOUNCY_CASTLE))).isEqualTo(content);
		assertThat(open(file, new RecipientKey(rsa.getPrivate(), BOUNCY_CASTLE))).isEqualTo(content);
		for (KeyPair other : List.of(ec(), rsa())) {
			assertThatExceptionOfType(Problem.class)
				.isThrownBy(() -> open(file, new RecipientKey(other.getPrivate(), BOUNCY_CASTLE)))
				.satisfies((problem) -> assertThat(problem.detail()).contains("does not open with this private key"));
		}
		assertThatExceptionOfType(Problem.class).isThrownBy(() -> open(file, this.passphrase))
			.satisfies((problem) -> assertThat(problem.detail()).contains("--recipient-key"));
	}

	@Test
	void encryptsToNoKeyThatIsNotForIt() throws Exception {
		KeyPair edwards = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
		X509Certificate signsOnly = certificate(ec(), KeyUsage.digitalSignature);
		assertThatExceptionOfType(Problem.class)
			.isThrownBy(() -> new Recipients(List.of(certificate(edwards, 0)), BOUNCY_CASTLE, RANDOM))
			.satisfies((problem) -> assertThat(problem.detail()).contains("RSA or EC"));
		assertThatExceptionOfType(Problem.class)
			.isThrownBy(() -> new Recipients(List.of(signsOnly), BOUNCY_CASTLE, RANDOM))
			.satisfies((problem) -> assertThat(problem.detail()).contains("keyAgreement"));
	}

	private static void requireNoticed(byte[] file, Unlock unlock, String what) {
		try {
			open(file, unlock);
		}
		catch (AlteredException | Problem ex) {
			return;
		}
		catch (Exception ex) {
			throw new AssertionError(what + " makes " + ex, ex);
		}
		throw new AssertionError(what + " is not noticed");
	}

	private static byte[] open(byte[] file, Unlock unlock) throws IOException {
		return BackupFile.open(new ByteArrayInputStream(file), unlock).readAllBytes();
	}

	private static byte[] sealed(byte[] content, Lock lock) throws IOException {
		ByteArrayOutputStream file = new ByteArrayOutputStream();
		BackupFile.write(file, lock, RANDOM, (out) -> {
			try {
				out.write(content);
				return content.length;
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		});
		return file.toByteArray();
	}

	private static int headOf(byte[] file) {
		int feeds = 0;
		for (int i = 0;; i++) {
			feeds += (file[i] == '\n') ? 1 : 0;
			if (feeds == 2) {
				return i + 1;
			}
		}
	}

	private static byte[] content(int length) {
		byte[] content = new byte[length];
		new Random(length).nextBytes(content);
		return content;
	}

	private static Passphrase passphrase(String text) {
		return new Passphrase(Secret.of(text), RANDOM);
	}

	private static KeyPair ec() throws Exception {
		KeyPairGenerator pairs = KeyPairGenerator.getInstance("EC");
		pairs.initialize(new ECGenParameterSpec("secp256r1"));
		return pairs.generateKeyPair();
	}

	private static KeyPair rsa() throws Exception {
		KeyPairGenerator pairs = KeyPairGenerator.getInstance("RSA");
		pairs.initialize(2048);
		return pairs.generateKeyPair();
	}

	private static X509Certificate certificate(KeyPair pair, int keyUsage) throws Exception {
		X500Name name = new X500Name("CN=Vault");
		X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(name, BigInteger.ONE,
				Date.from(Instant.now()), Date.from(Instant.now().plusSeconds(3600)), name, pair.getPublic());
		if (keyUsage != 0) {
			builder.addExtension(Extension.keyUsage, true, new KeyUsage(keyUsage));
		}
		String algorithm = switch (pair.getPublic().getAlgorithm()) {
			case "EC" -> "SHA256withECDSA";
			case "RSA" -> "SHA256withRSA";
			default -> "Ed25519";
		};
		return new JcaX509CertificateConverter()
			.getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(pair.getPrivate())));
	}

}
