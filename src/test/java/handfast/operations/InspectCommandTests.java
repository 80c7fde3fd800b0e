package handfast.operations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import handfast.bundle.Alias;
import handfast.bundle.BundleOrder;
import handfast.bundle.BundleOrder.Encryption;
import handfast.bundle.BundleOrder.Format;
import handfast.bundle.Bundles;
import handfast.bundle.TestChain;
import handfast.crash.Program;
import handfast.x509.KeyAlgorithm;
import handfast.x509.Pem;
import handfast.x509.Secret;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The command as its users run it: a process of its own, in a folder without a home.
 */
class InspectCommandTests {

	private static final TestChain CHAIN = TestChain.of(KeyAlgorithm.EC_P256);

	@TempDir
	private Path folder;

	@BeforeEach
	void write() throws IOException {
		Files.writeString(this.folder.resolve("chain.pem"),
				Pem.certificate(CHAIN.leaf()) + Pem.certificate(CHAIN.issuing()));
		Files.writeString(this.folder.resolve("reversed.pem"),
				Pem.certificate(CHAIN.issuing()) + Pem.certificate(CHAIN.leaf()));
		Files.write(this.folder.resolve("leaf.cer"), CHAIN.leaf());
		Files.writeString(this.folder.resolve("root.pem"), Pem.certificate(CHAIN.root()));
		Files.writeString(this.folder.resolve("pw"), "correct-horse-battery\n");
		Files.write(this.folder.resolve("shop.p12"), bundle(Encryption.MODERN, Format.PKCS12));
		Files.write(this.folder.resolve("old.p12"), bundle(Encryption.LEGACY, Format.PKCS12));
		Files.write(this.folder.resolve("shop.jks"), bundle(Encryption.MODERN, Format.JKS));
	}

	@Test
	void passesTextAndKeystoresTogether() throws Exception {
		Program program = run("chain.pem", "shop.p12", "shop.jks", "--password-file", "pw", "--trust", "root.pem",
				"--name", "shop.test");
		assertThat(program.code()).as(program.toString()).isZero();
		assertThat(program.out()).contains("shop.p12: passed", "shop.jks: passed", "chain.pem: passed",
				"trusted, by CN=Test Root");
		assertThat(program.err()).isEmpty();
		try (Stream<Path> files = Files.list(this.folder)) {
			assertThat(files.map((file) -> file.getFileName().toString())).doesNotContain("data", "logs");
		}
	}

	@Test
	void endsWithOneForWarnings() throws Exception {
		Program program = run("old.p12", "--password-file", "pw", "--trust", "root.pem");
		assertThat(program.code()).as(program.toString()).isOne();
		assertThat(program.out()).contains("old.p12: passed-with-warnings", "keystore-sha1-mac");
	}

	@Test
	void endsWithTwoForFailuresAndTellsThemAsJson() throws Exception {
		Program program = run("reversed.pem", "--trust", "root.pem", "--at", "2100-01-01T00:00:00Z", "--json");
		assertThat(program.code()).as(program.toString()).isEqualTo(2);
		JsonNode told = JsonMapper.shared().readTree(program.out());
		assertThat(told.get("verdict").asString()).isEqualTo("failed");
		assertThat(told.get("findings").findValuesAsString("code")).contains("wrong-chain-order", "expired");
		Program several = run("leaf.cer", "shop.p12", "--password-file", "pw", "--trust", "root.pem", "--json");
		assertThat(several.code()).isEqualTo(2);
		JsonNode list = JsonMapper.shared().readTree(several.out());
		assertThat(list.findValuesAsString("verdict")).containsExactlyInAnyOrder("passed", "failed");
		assertThat(several.out()).contains("incomplete-chain");
	}

	@Test
	void endsWithThreeForWhatCanNotBeRead() throws Exception {
		for (List<String> arguments : List.of(List.of("nothing.pem"), List.of("pw"), List.of("."),
				List.of("chain.pem", "--at", "today"), List.of("chain.pem", "--trust", "pw"), List.<String>of())) {
			Program program = run(arguments.toArray(String[]::new));
			assertThat(program.code()).as(program.toString()).isEqualTo(3);
			assertThat(program.err()).isNotEmpty().doesNotContain("\tat ", "Exception");
		}
	}

	@Test
	void explainsItself() throws Exception {
		Program program = run("--help");
		assertThat(program.code()).isZero();
		assertThat(program.out()).contains("inspect chain.pem key.pem --name shop.test", "Exit codes:");
		assertThat(program.out().lines()).allSatisfy((line) -> assertThat(line).hasSizeLessThanOrEqualTo(80));
	}

	private Program run(String... arguments) throws IOException, InterruptedException {
		return Program.run(this.folder,
				Stream.concat(Stream.of("inspect"), Stream.of(arguments)).toArray(String[]::new));
	}

	private static byte[] bundle(Encryption encryption, Format format) {
		Secret password = (format == Format.PEM) ? null : Secret.of("correct-horse-battery");
		String alias = Alias.of(List.of(), UUID.randomUUID()).value();
		return new Bundles(new SecureRandom())
			.make(new BundleOrder(format, encryption, password, alias), CHAIN.key(), CHAIN.chain())
			.bytes();
	}

}
