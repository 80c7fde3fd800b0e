package handfast.installation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import handfast.RunningService;
import handfast.RunningService.Answer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Installations of a running service, and a host that unpacks their kits and runs them.
 */
final class KitHost {

	static final List<String> SHELLS = List.of("dash", "busybox ash");

	private static final long LONGEST = 180;

	private final RunningService service;

	private final JsonMapper json = JsonMapper.builder().build();

	KitHost(RunningService service) {
		this.service = service;
	}

	String enroll(String name, String key) {
		Answer answer = this.service.post("/api/v1/certificates",
				"{\"names\": [\"%s\"], \"key\": \"%s\"}".formatted(name, key));
		assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
		return answer.json().get("id").asString();
	}

	String renew(String certificate, String body) {
		Answer answer = this.service.post("/api/v1/certificates/" + certificate + "/renewal", body);
		assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
		return answer.json().get("id").asString();
	}

	JsonNode certificate(String id) {
		return this.service.get("/api/v1/certificates/" + id).json();
	}

	String fingerprint(String certificate) {
		return certificate(certificate).at("/fingerprint/sha256").asString();
	}

	String install(Map<String, Object> order) {
		Answer answer = this.service.post("/api/v1/installations", this.json.writeValueAsString(order));
		assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
		return answer.json().get("id").asString();
	}

	JsonNode installation(String id) {
		return this.service.get("/api/v1/installations/" + id).json();
	}

	/**
	 * Downloads the kit and unpacks it below a folder.
	 * @return the kit's own folder
	 */
	Path kit(String installation, Path below) throws IOException {
		Answer answer = this.service.post("/api/v1/installations/" + installation + "/kit", "{\"format\": \"tar.gz\"}");
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
		return unpack(answer.bytes(), below);
	}

	/**
	 * Unpacks a tar.gz in a new folder.
	 * @return the kit's own folder in it
	 */
	static Path unpack(byte[] kit, Path below) throws IOException {
		Path unpacked = Files.createTempDirectory(below, "kit-");
		Path folder = unpacked;
		try (TarArchiveInputStream archive = new TarArchiveInputStream(
				new GzipCompressorInputStream(new ByteArrayInputStream(kit)))) {
			for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
				Path file = unpacked.resolve(entry.getName()).normalize();
				assertThat(file).startsWithRaw(unpacked);
				folder = Files.createDirectories(file.getParent());
				Files.write(file, archive.readAllBytes());
				if ((entry.getMode() & 0100) != 0) {
					assertThat(file.toFile().setExecutable(true)).isTrue();
				}
			}
		}
		return folder;
	}

	/**
	 * Runs the script of a kit, or the one that was installed.
	 */
	static Run run(String shell, Path folder, Map<String, String> environment, List<String> arguments)
			throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(Arrays.asList(shell.split(" ")));
		command.add(folder.resolve("install.sh").toString());
		command.addAll(arguments);
		Path output = Files.createTempFile("kit-output-", ".txt");
		ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile())
			.redirectErrorStream(true)
			.redirectInput(Path.of("/dev/null").toFile())
			.redirectOutput(output.toFile());
		builder.environment().putAll(environment);
		Process process = builder.start();
		if (!process.waitFor(LONGEST, TimeUnit.SECONDS)) {
			process.destroyForcibly().waitFor();
			throw new AssertionError("The script does not end: " + Files.readString(output));
		}
		String printed = Files.readString(output, StandardCharsets.UTF_8);
		Files.delete(output);
		return new Run(process.exitValue(), printed);
	}

	/**
	 * How a script ended.
	 */
	record Run(int exit, String printed) {

		void expect(int code) {
			assertThat(this.exit).as(this.printed).isEqualTo(code);
		}

	}

}
