package handfast.operations;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

import handfast.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

class HandshakeCommandJourneyTests {

	private final RunningService service = RunningService.shared();

	private final String target = "localhost:" + this.service.httpsPort();

	private final String root = this.service.home().resolve("root.pem").toString();

	@Test
	void tellsTheHandshakeAndEndsWith0WhereItPassed() {
		Ran ran = run(this.target, "--trust", this.root);
		assertThat(ran.code()).as(ran.toString()).isZero();
		assertThat(ran.out()).startsWith("Handshake with " + this.target + ": passed").contains("ClientHello");
		assertThat(ran.out().lines()).allSatisfy((line) -> assertThat(line).hasSizeLessThanOrEqualTo(80));
	}

	@Test
	void endsWith2WhereTheRootIsNotTrusted() {
		Ran ran = run(this.target);
		assertThat(ran.code()).as(ran.toString()).isEqualTo(2);
		assertThat(ran.out()).contains("failed", "error ");
	}

	@Test
	void matchesTheNameThatIsGiven() {
		Ran ran = run("127.0.0.1:" + this.service.httpsPort(), "--name", "other.test", "--trust", this.root);
		assertThat(ran.code()).isEqualTo(2);
		assertThat(ran.out()).contains("error name-mismatch");
	}

	@Test
	void saysThatNobodyListens() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
		}
		Ran ran = run("127.0.0.1:" + port);
		assertThat(ran.code()).isEqualTo(2);
		assertThat(ran.out()).contains("error refused");
	}

	@Test
	void writesPictureAndPageBesideTheJson(@TempDir Path folder) throws IOException {
		Path svg = folder.resolve("shake.svg");
		Path html = folder.resolve("shake.html");
		Ran ran = run(this.target, "--trust", this.root, "--json", "--svg", svg.toString(), "--html", html.toString());
		assertThat(ran.code()).as(ran.toString()).isZero();
		JsonNode report = JsonMapper.builder().build().readTree(ran.out());
		assertThat(report.get("verdict").asString()).isEqualTo("passed");
		JsonNode kept = this.service.post("/api/v1/handshakes", "{\"target\": \"" + this.target + "\"}").json();
		assertThat(report.propertyNames()).containsExactlyElementsOf(kept.propertyNames());
		assertThat(report.get("startedAt").asString()).endsWith("Z");
		assertThat(report.get("otherAddresses").findValues("report")).isEmpty();
		assertThat(Files.readString(svg)).startsWith("<svg ").contains(this.target);
		assertThat(Files.readString(html)).startsWith("<!DOCTYPE html>").contains("<style>").doesNotContain("<link");
	}

	@Test
	void trustsARootInDer(@TempDir Path folder) throws IOException {
		Path der = Files.write(folder.resolve("root.cer"),
				handfast.x509.Pem.read(Files.readString(Path.of(this.root))).getFirst().der());
		assertThat(run(this.target, "--trust", der.toString()).code()).isZero();
	}

	@Test
	void coloursWhenAskedAlone() {
		assertThat(run(this.target, "--color", "always").out()).contains("\u001b[");
		assertThat(run(this.target, "--color=never").out()).doesNotContain("\u001b");
		assertThat(run(this.target).out()).doesNotContain("\u001b");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "localhost", "localhost:0", "https://localhost:443", "localhost:443 --color=pink",
			"localhost:443 --trust nowhere.pem", "localhost:443 --nothing", "localhost:443 another:443",
			"localhost:443 --name a/b", "localhost:443 --trust pom.xml" })
	void endsWith3AndSaysWhatToWrite(String arguments) {
		Ran ran = run(arguments.isEmpty() ? new String[0] : arguments.split(" "));
		assertThat(ran.code()).as(ran.toString()).isEqualTo(3);
		assertThat(ran.out()).isEmpty();
		assertThat(ran.err()).isNotBlank().doesNotContain("Exception", "\tat ");
	}

	@Test
	void endsWith3WhereAFileCannotBeWritten(@TempDir Path folder) {
		Ran ran = run(this.target, "--svg", folder.resolve("nowhere/shake.svg").toString());
		assertThat(ran.code()).isEqualTo(3);
		assertThat(ran.err()).contains("can't be written");
	}

	@Test
	void helpsWithExamples() {
		Ran ran = run("--help");
		assertThat(ran.code()).isZero();
		assertThat(ran.out()).contains("Examples:", "--trust", "Exit codes:");
	}

	private static Ran run(String... arguments) {
		StringWriter out = new StringWriter();
		StringWriter err = new StringWriter();
		String[] all = new String[arguments.length + 1];
		all[0] = "handshake";
		System.arraycopy(arguments, 0, all, 1, arguments.length);
		CommandLine commandLine = new CommandLine(new HandfastCommand((extra) -> {
			throw new IllegalStateException("It opens no home");
		}));
		int code = commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(all);
		return new Ran(code, out.toString(), err.toString());
	}

	private record Ran(int code, String out, String err) {
	}

}
