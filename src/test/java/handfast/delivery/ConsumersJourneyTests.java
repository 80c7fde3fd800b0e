package handfast.delivery;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.stream.Collectors;

import handfast.Peers;
import handfast.RunningService;
import handfast.RunningService.Answer;
import handfast.bundle.BundleOrder.Format;
import handfast.bundle.Consumer;
import handfast.bundle.Consumers;
import handfast.x509.KeyAlgorithm;
import handfast.x509.Pem;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each consumer's file, as it is asked for by name, opened by software that is not ours.
 */
class ConsumersJourneyTests {

	private final RunningService service = RunningService.shared();

	private final Consumers consumers = new Consumers();

	@TempDir
	private Path folder;

	@TestFactory
	@Peers.EnabledIfPeer("openssl")
	List<DynamicTest> opensForEachConsumerAndKindOfKey() {
		return List.of("EC-P256", "RSA-2048", "Ed25519").stream().flatMap((key) -> {
			String certificate = enroll(key);
			return this.consumers.all()
				.stream()
				.filter((consumer) -> consumer.keys().stream().anyMatch((one) -> one.label().equals(key)))
				.map((consumer) -> DynamicTest.dynamicTest(consumer.name() + " " + key,
						() -> open(consumer, certificate)));
		}).toList();
	}

	private void open(Consumer consumer, String certificate) throws Exception {
		Answer answer = keystore(certificate, "{\"for\": \"" + consumer.name() + "\"}");
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
		String made = answer.header("Handfast-Keystore-Password");
		Path file = Files.write(this.folder.resolve(consumer.name()), answer.bytes());
		if (consumer.format() == Format.PEM) {
			assertThat(made).isEmpty();
			List<String> labels = Pem.read(answer.text()).stream().map(Pem.Block::label).toList();
			assertThat(labels)
				.containsExactlyElementsOf(consumer.keyFirst() ? List.of("PRIVATE KEY", "CERTIFICATE", "CERTIFICATE")
						: List.of("CERTIFICATE", "CERTIFICATE", "PRIVATE KEY"));
			assertThat(Peers.run(this.folder, "openssl", "pkey", "-in", file.toString(), "-pubout"))
				.isEqualTo(Peers.run(this.folder, "openssl", "x509", "-in", file.toString(), "-noout", "-pubkey"));
			return;
		}
		assertThat(made).matches("[A-Za-z0-9]{24}");
		Path password = Files.writeString(this.folder.resolve("password"), made + "\n");
		assertThat(Peers.run(this.folder, "openssl", "pkcs12", "-in", file.toString(), "-passin", "file:" + password,
				"-nodes"))
			.contains("friendlyName: consumer.test", "BEGIN PRIVATE KEY");
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(new ByteArrayInputStream(answer.bytes()), made.toCharArray());
		assertThat(store.isKeyEntry("consumer.test")).isTrue();
		assertThat(store.getCertificateChain("consumer.test")).hasSize(2);
	}

	@Test
	void keepsNameAndAliasOfTheLine() {
		String first = enroll("EC-P256");
		String second = this.service.post("/api/v1/certificates/" + first + "/renewal", "{\"rekey\": true}")
			.json()
			.get("id")
			.asString();
		String body = "{\"for\": \"jetty\", \"password\": \"correct-horse-battery\"}";
		Answer answer = keystore(second, body);
		assertThat(answer.header("Content-Disposition")).isEqualTo(keystore(first, body).header("Content-Disposition"));
		assertThat(answer.header("Handfast-Keystore-Password")).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{}                                            | /format     | required
			{"for": "frobnicator"}                        | /for        | unknown-value
			{"for": "tomcat", "format": "PEM"}            | /format     | conflicting-fields
			{"for": "tomcat", "encryption": "legacy"}     | /encryption | conflicting-fields
			{"for": "tomcat", "password": "short"}        | /password   | password-too-short
			""")
	void saysWhatToWriteInstead(String body, String field, String code) {
		Answer answer = keystore(enroll("EC-P256"), body);
		assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
		assertThat(answer.json().at("/violations/0/field").asString()).isEqualTo(field);
		assertThat(answer.json().at("/violations/0/code").asString()).isEqualTo(code);
	}

	@Test
	void refusesAKeyThatTheConsumerCantUse() {
		Answer answer = keystore(enroll("ML-DSA-65"), "{\"for\": \"windows-server-2016\"}");
		assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
		assertThat(answer.json().get("detail").asString()).contains("Windows Server 2016", "ML-DSA-65", "RSA-2048");
	}

	@Test
	void isTheTableOfTheDocument() throws Exception {
		List<String> table = Files.readAllLines(Path.of("docs/keystores.md"))
			.stream()
			.filter((line) -> line.startsWith("| `"))
			.toList();
		assertThat(table).containsExactlyElementsOf(this.consumers.all()
			.stream()
			.map((consumer) -> "| `%s` | %s | %s | %s | %s |".formatted(consumer.name(), consumer.title(),
					form(consumer), consumer.keys().stream().map(KeyAlgorithm::label).collect(Collectors.joining(", ")),
					consumer.note()))
			.toList());
	}

	private static String form(Consumer consumer) {
		if (consumer.format() == Format.PEM) {
			return consumer.keyFirst() ? "PEM, key first" : "PEM";
		}
		return "PKCS #12, " + consumer.encryption().label();
	}

	private String enroll(String key) {
		return this.service.post("/api/v1/certificates", "{\"names\": [\"consumer.test\"], \"key\": \"" + key + "\"}")
			.json()
			.get("id")
			.asString();
	}

	private Answer keystore(String certificate, String body) {
		return this.service.post("/api/v1/certificates/" + certificate + "/keystore", body);
	}

}
