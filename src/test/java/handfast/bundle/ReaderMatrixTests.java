package handfast.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import handfast.bundle.BundleOrder.Encryption;
import handfast.bundle.BundleOrder.Format;
import handfast.x509.KeyAlgorithm;
import handfast.x509.Secret;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each form of file with each kind of key, opened by those who did not write it. What a
 * reader does not know is what {@link Reader} says, no more and no less.
 */
class ReaderMatrixTests {

	private static final String PLAIN_PASSWORD = "correct-horse-battery";

	private static final String PROBING_PASSWORD = " \"double\" 'single' \\back\\slash\\ $HOME %d ~`!#&*(){}[]|;<>? ";

	@TempDir
	private Path folder;

	private final Bundles bundles = new Bundles(new SecureRandom());

	static Stream<Arguments> readersAndForms() {
		List<Arguments> cases = new ArrayList<>();
		for (Reader reader : Reader.values()) {
			for (BundleOrder order : orders(PLAIN_PASSWORD)) {
				if (reader.opens(order.format())) {
					cases.add(Arguments.of(reader, order));
				}
			}
		}
		return cases.stream();
	}

	private static List<BundleOrder> orders(String password) {
		Secret secret = Secret.of(password);
		return List.of(new BundleOrder(Format.PKCS12, Encryption.MODERN, secret, "shop.test"),
				new BundleOrder(Format.PKCS12, Encryption.LEGACY, secret, "shop.test"),
				new BundleOrder(Format.JKS, Encryption.MODERN, secret, "shop.test"),
				new BundleOrder(Format.PEM, Encryption.MODERN, secret, "shop.test"),
				BundleOrder.plainPem(new Alias("shop.test")));
	}

	@ParameterizedTest(name = "{0} {1}")
	@MethodSource("readersAndForms")
	void isOpenedByEachReaderThatKnowsTheKey(Reader reader, BundleOrder order) {
		PeerReader peer = PeerReader.of(reader, this.folder);
		List<KeyAlgorithm> opened = Arrays.stream(KeyAlgorithm.values())
			.parallel()
			.filter((algorithm) -> peer.findsKeyAndChain(file(order, algorithm), order, PLAIN_PASSWORD))
			.toList();
		List<KeyAlgorithm> expected = Arrays.stream(KeyAlgorithm.values()).filter(reader::knows).toList();
		if (peer.isOfTheMeasuredVersion()) {
			assertThat(opened).containsExactlyElementsOf(expected);
		}
		else {
			assertThat(opened).containsAll(expected);
		}
	}

	@ParameterizedTest(name = "{0} {1}")
	@MethodSource("readersAndForms")
	void isOpenedWithQuotesBackslashesAndSpacesInThePassword(Reader reader, BundleOrder plain) {
		BundleOrder order = new BundleOrder(plain.format(), plain.encryption(),
				(plain.password() != null) ? Secret.of(PROBING_PASSWORD) : null, plain.alias());
		PeerReader peer = PeerReader.of(reader, this.folder);
		assertThat(peer.findsKeyAndChain(file(order, KeyAlgorithm.EC_P256), order, PROBING_PASSWORD)).isTrue();
	}

	private Path file(BundleOrder order, KeyAlgorithm algorithm) {
		TestChain made = TestChain.of(algorithm);
		Bundle bundle = this.bundles.make(order, made.key(), made.chain());
		try {
			return Files.write(this.folder.resolve(algorithm + "-" + bundle.fileName()), bundle.bytes());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * How a reader is asked for key and chain.
	 */
	interface PeerReader {

		boolean findsKeyAndChain(Path file, BundleOrder order, String password);

		boolean isOfTheMeasuredVersion();

		static PeerReader of(Reader reader, Path folder) {
			return switch (reader) {
				case JDK_17 -> new Keytool(Peer.keytool(17));
				case JDK_25 -> new Keytool(Peer.keytool(25));
				case OPENSSL_3_0 -> new OpenSsl(Peer.named("openssl"));
				case GNUTLS_3_7 -> new GnuTls(Peer.named("certtool"));
				case NSS_3_87 -> new Nss(Peer.named("pk12util"), Peer.named("certutil"), folder);
			};
		}

	}

	// A request is signed by the key, so the key was understood; JDK 17 lists ML-DSA keys
	// and can't use them.
	private record Keytool(Peer keytool) implements PeerReader {

		@Override
		public boolean findsKeyAndChain(Path file, BundleOrder order, String password) {
			return run("-certreq", file, password).output().contains("END NEW CERTIFICATE REQUEST")
					&& (!isFirst(file) || run("-list", file, password).output().contains("chain length: 2"));
		}

		private Peer.Answer run(String command, Path file, String password) {
			return this.keytool.run("-J-XX:TieredStopAtLevel=1", "-J-Duser.language=en", command, "-v", "-keystore",
					file, "-storepass", password, "-alias", "shop.test");
		}

		// The chain does not hang on the key's kind, and each launch costs half a second.
		private static boolean isFirst(Path file) {
			return file.getFileName().toString().startsWith(KeyAlgorithm.EC_P256.name());
		}

		@Override
		public boolean isOfTheMeasuredVersion() {
			return true;
		}

	}

	private record OpenSsl(Peer openssl) implements PeerReader {

		@Override
		public boolean findsKeyAndChain(Path file, BundleOrder order, String password) {
			if (order.format() == Format.PEM) {
				return this.openssl.run("pkey", "-in", file, "-passin", "pass:" + password, "-noout").succeeded()
						&& this.openssl.run("x509", "-in", file, "-noout", "-checkhost", "shop.test").succeeded();
			}
			Peer.Answer answer = this.openssl.run("pkcs12", "-in", file, "-passin", "pass:" + password, "-nodes");
			return answer.succeeded() && answer.count("BEGIN CERTIFICATE") == 2
					&& answer.count("BEGIN PRIVATE KEY") == 1;
		}

		@Override
		public boolean isOfTheMeasuredVersion() {
			return this.openssl.run("version").output().startsWith("OpenSSL 3.0.");
		}

	}

	private record GnuTls(Peer certtool) implements PeerReader {

		@Override
		public boolean findsKeyAndChain(Path file, BundleOrder order, String password) {
			if (order.format() == Format.PEM) {
				return understandsKey(file, password);
			}
			Peer.Answer answer = this.certtool.run("--p12-info", "--inder", "--infile", file, "--password", password);
			return answer.succeeded() && answer.count("BEGIN CERTIFICATE") == 2
					&& understandsKey(save(file, answer.output()), password);
		}

		private boolean understandsKey(Path file, String password) {
			return this.certtool.run("--pubkey-info", "--load-privkey", file, "--password", password)
				.output()
				.contains("BEGIN PUBLIC KEY");
		}

		private static Path save(Path file, String output) {
			try {
				return Files.writeString(file.resolveSibling(file.getFileName() + ".gnutls"), output,
						StandardCharsets.UTF_8);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public boolean isOfTheMeasuredVersion() {
			return this.certtool.run("--version").output().startsWith("certtool 3.7.");
		}

	}

	private record Nss(Peer pk12util, Peer certutil, Path folder) implements PeerReader {

		@Override
		public boolean findsKeyAndChain(Path file, BundleOrder order, String password) {
			String database = "sql:" + newDatabase();
			return this.pk12util.run("-i", file, "-d", database, "-W", password).succeeded()
					&& this.certutil.run("-K", "-d", database).output().contains("shop.test");
		}

		private Path newDatabase() {
			try {
				Path database = Files.createTempDirectory(this.folder, "nss");
				this.certutil.run("-N", "-d", "sql:" + database, "--empty-password");
				return database;
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public boolean isOfTheMeasuredVersion() {
			return true;
		}

	}

}
