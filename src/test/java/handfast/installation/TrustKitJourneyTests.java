package handfast.installation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import javax.xml.parsers.DocumentBuilderFactory;

import handfast.Peers;
import handfast.Peers.EnabledIfPeer;
import handfast.RunningService;
import handfast.RunningService.Answer;
import handfast.x509.Fingerprint;
import handfast.x509.Pem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The trust kit as anybody downloads it, and what its script refuses. What it does to a
 * machine is in {@link TrustedMachineTests}.
 */
class TrustKitJourneyTests {

	private final RunningService service = RunningService.shared();

	@TempDir
	private Path folder;

	private Path kit;

	private byte[] root;

	@BeforeEach
	void download() throws Exception {
		Answer answer = this.service.get("/trust-kit", "Authorization", "");
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
		assertThat(answer.header("Content-Type")).isEqualTo("application/gzip");
		assertThat(answer.header("Content-Disposition")).contains("handfast-trust.tar.gz");
		this.kit = KitHost.unpack(answer.bytes(), this.folder);
		this.root = Pem.certificates(Files.readString(this.service.home().resolve("root.pem"))).getFirst();
	}

	@Test
	void holdsTheRootAsEachPlatformWantsIt() throws Exception {
		assertThat(Pem.certificates(Files.readString(this.kit.resolve("root.crt")))).containsExactly(this.root);
		assertThat(Files.readAllBytes(this.kit.resolve("root.cer"))).isEqualTo(this.root);
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream file = Files.newInputStream(this.kit.resolve("truststore.p12"))) {
			store.load(file, "changeit".toCharArray());
		}
		assertThat(store.getCertificate("handfast-root").getEncoded()).isEqualTo(this.root);
		Document profile = DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(new ByteArrayInputStream(
					new String(Files.readAllBytes(this.kit.resolve("root.mobileconfig")), StandardCharsets.UTF_8)
						.replaceFirst("<!DOCTYPE[^>]*>", "")
						.getBytes(StandardCharsets.UTF_8)));
		assertThat(Base64.getDecoder().decode(profile.getElementsByTagName("data").item(0).getTextContent()))
			.isEqualTo(this.root);
		assertThat(Files.readString(this.kit.resolve("manifest")))
			.contains("service=https://localhost:" + this.service.httpsPort() + "\n", "root=" + fingerprint() + "\n");
		assertThat(Files.readString(this.kit.resolve("README.txt"))).contains(fingerprint()).doesNotContain("@");
		Peers.run(this.kit, "sha256sum", "-c", "SHA256SUMS");
	}

	@Test
	@EnabledIfPeer("python3")
	void isReadAsAProfileByAnother() throws Exception {
		assertThat(Peers.run(this.kit, "python3", "-c",
				"import hashlib, plistlib; profile = plistlib.load(open('root.mobileconfig', 'rb'));"
						+ " print(hashlib.sha256(profile['PayloadContent'][0]['PayloadContent']).hexdigest())"))
			.contains(fingerprint());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "/trust-kit | */* | application/gzip", "/trust-kit | application/zip | application/zip",
					"/trust-kit | application/gzip;q=0.5, application/zip | application/zip",
					"/trust-kit?format=zip | */* | application/zip",
					"/trust-kit?format=tar.gz | application/*, text/html | application/gzip" })
	void packsAsAsked(String path, String accept, String type) throws Exception {
		Answer answer = this.service.get(path, "Authorization", "", "Accept", accept);
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
		assertThat(answer.header("Content-Type")).isEqualTo(type);
		assertThat(answer.bytes()).isEqualTo(this.service.get(path, "Authorization", "", "Accept", accept).bytes());
		if (type.equals("application/zip")) {
			assertThat(zipped(answer.bytes())).contains("handfast-trust/trust.sh", "handfast-trust/root.crt",
					"handfast-trust/trust.ps1");
		}
	}

	@Test
	void saysWhatToWriteInstead() {
		Answer format = this.service.get("/trust-kit?format=rar", "Authorization", "");
		assertThat(format.status()).isEqualTo(422);
		assertThat(format.json().at("/violations/0/field").asString()).isEqualTo("/format");
		assertThat(format.json().at("/detail").asString()).contains("tar.gz, zip");
		assertThat(this.service.get("/trust-kit", "Authorization", "", "Accept", "text/html").status()).isEqualTo(406);
	}

	@ParameterizedTest
	@ValueSource(strings = { "dash", "busybox ash" })
	void touchesNothingWithoutTheRootsFingerprint(String shell) throws Exception {
		assertThat(script(shell).exit()).isEqualTo(2);
		Run wrong = script(shell, "--fingerprint", "00".repeat(32));
		assertThat(wrong.exit()).as(wrong.printed()).isEqualTo(3);
		assertThat(wrong.printed()).contains("Nothing was touched").doesNotContain(fingerprint());
		assertThat(script(shell, "--fingerprint", "data/root.pem").exit()).isEqualTo(2);
	}

	// The system's store would take all that the file holds.
	@ParameterizedTest
	@ValueSource(strings = { "dash", "busybox ash" })
	void takesNoSecondCertificateAlongWithTheRoot(String shell) throws Exception {
		Path file = this.kit.resolve("root.crt");
		Files.writeString(file, Files.readString(file) + otherRoot());
		Run run = script(shell, "--fingerprint", fingerprint());
		assertThat(run.exit()).as(run.printed()).isEqualTo(3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "dash", "busybox ash" })
	@EnabledIfPeer("curl")
	void wantsAServiceThatStandsUnderTheRoot(String shell) throws Exception {
		Run away = script(shell, "--fingerprint", fingerprint(), "--service", "https://localhost:9");
		assertThat(away.exit()).as(away.printed()).isEqualTo(6);
		assertThat(away.printed()).contains("does not answer");
		String other = otherRoot();
		Files.writeString(this.kit.resolve("root.crt"), other);
		Run stranger = script(shell, "--fingerprint", Fingerprint.of(Pem.certificates(other).getFirst()).hex());
		assertThat(stranger.exit()).as(stranger.printed()).isEqualTo(6);
		assertThat(stranger.printed()).contains("not under this root");
	}

	@ParameterizedTest
	@ValueSource(strings = { "--service http://localhost", "--service https://localhost/x", "--service",
			"--only windows", "--registry ../x", "--nothing", "--undo --only java", "--service https://[::1]x" })
	void refusesWhatItDoesNotUnderstand(String options) throws Exception {
		Run run = script("dash", options.split(" "));
		assertThat(run.exit()).as(run.printed()).isEqualTo(2);
	}

	@Test
	@EnabledIfPeer("shellcheck")
	void passesShellcheck() throws Exception {
		Peers.run(this.kit, "shellcheck", "-s", "sh", "trust.sh");
	}

	private String fingerprint() {
		return Fingerprint.of(this.root).hex();
	}

	private String otherRoot() throws Exception {
		Peers.run(this.folder, "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
				"-nodes", "-subj", "/CN=Another", "-keyout", "other.key", "-out", "other.pem");
		return Files.readString(this.folder.resolve("other.pem"));
	}

	private Run script(String shell, String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(Arrays.asList(shell.split(" ")));
		command.add(this.kit.resolve("trust.sh").toString());
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		process.getOutputStream().close();
		String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		Run run = new Run(process.waitFor(), printed);
		// None of these goes further than to look.
		assertThat(run.exit()).as(printed).isNotZero();
		return run;
	}

	private static List<String> zipped(byte[] zip) throws IOException {
		List<String> names = new ArrayList<>();
		try (ZipInputStream archive = new ZipInputStream(new ByteArrayInputStream(zip))) {
			for (ZipEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
				names.add(entry.getName());
			}
		}
		return names;
	}

	private record Run(int exit, String printed) {
	}

}
