package handfast;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The stories of the README, pasted in order, against the running service.
 */
class ReadmeJourneyTests {

	private static final Pattern BLOCK = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);

	private final RunningService service = RunningService.shared();

	@Test
	@Peers.EnabledIfPeer({ "bash", "curl", "openssl", "nginx" })
	void workWhenPastedInOrder(@TempDir Path folder) throws Exception {
		Files.createSymbolicLink(folder.resolve("data"), this.service.home());
		int port = freePort();
		Path script = folder.resolve("stories.sh");
		Files.writeString(script,
				"set -eu\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n"
						+ stories().replace("https://localhost:8443", "https://localhost:" + this.service.httpsPort())
							.replace("9443", String.valueOf(port)));
		Path output = folder.resolve("output");
		Process process = new ProcessBuilder("bash", script.toString()).directory(folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		boolean ended = process.waitFor(60, TimeUnit.SECONDS);
		process.descendants().forEach(ProcessHandle::destroy);
		process.destroy();
		String printed = Files.readString(output);
		assertThat(ended).as(printed).isTrue();
		assertThat(process.exitValue()).as(printed).isZero();
		assertThat(printed).contains("shop.pem: OK")
			.contains("hello from nginx")
			.contains("Handshake with localhost:" + port + ": passed")
			.contains("expected   this very certificate")
			.contains("\"keyHeld\":false")
			.contains("\"path\":{\"trusted\":true")
			.doesNotContain("\"verdict\":\"failed\"");
		assertThat(Files.readString(folder.resolve("shake.svg"))).startsWith("<svg ");
		assertThat(Files.readString(folder.resolve("shake.html"))).contains("</html>");
		assertThat(Files.readString(folder.resolve("shop.json"))).contains("\"verdict\":\"passed\"");
		assertThat(Peers.run(folder, "openssl", "pkcs12", "-in", "shop.p12", "-passin", "pass:change-me-please",
				"-nokeys"))
			.contains("friendlyName: shop");
		Files.delete(folder.resolve("data"));
	}

	private static String stories() throws IOException {
		String readme = Files.readString(Path.of("README.md"));
		String part = readme.substring(readme.indexOf("## The three stories"), readme.indexOf("## Trusting the root"));
		StringBuilder stories = new StringBuilder();
		Matcher block = BLOCK.matcher(part);
		while (block.find()) {
			stories.append(block.group(1)).append("echo\n");
		}
		assertThat(stories).contains("nginx", "keystore", "handshakes");
		return stories.toString();
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

}
