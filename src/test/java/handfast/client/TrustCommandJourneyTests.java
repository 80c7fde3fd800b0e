package handfast.client;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

import handfast.RunningService;
import handfast.x509.Fingerprint;
import handfast.x509.Pem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the command refuses before it runs the kit's script. What that does to a machine
 * is told by {@code TrustedMachineTests}.
 */
class TrustCommandJourneyTests {

	private final RunningService service = RunningService.shared();

	private final String url = "https://localhost:" + this.service.httpsPort();

	@TempDir
	private Path folder;

	private Typed.At here;

	private String root;

	@BeforeEach
	void prepare() throws Exception {
		this.here = new Typed.At(this.folder.resolve("config"), this.service.home(), Clock.systemUTC());
		this.root = Fingerprint
			.of(Pem.certificates(Files.readString(this.service.home().resolve("root.pem"))).getFirst())
			.hex();
	}

	@Test
	void wantsTheFingerprintFromWhoSitsThere() {
		Typed nobody = this.here.run("trust", "--service", this.url);
		assertThat(nobody.code()).isEqualTo(2);
		assertThat(nobody.err()).contains("--fingerprint").doesNotContain(this.root);
		assertThat(this.here.answering(List.of("00".repeat(32)), "trust", "--service", this.url).code()).isEqualTo(3);
	}

	@Test
	void takesNoOtherRoot() {
		Typed wrong = this.here.run("trust", "--service", this.url, "--fingerprint", "00".repeat(32), "--json");
		assertThat(wrong.code()).isEqualTo(3);
		assertThat(wrong.json().get("exit").asInt()).isEqualTo(3);
		assertThat(wrong.out()).doesNotContain(this.root);
	}

	@Test
	void saysThatNobodyAnswers() {
		Typed away = this.here.run("trust", "--service", "https://localhost:9", "--fingerprint", this.root);
		assertThat(away.code()).isEqualTo(6);
		assertThat(away.err()).contains("localhost:9");
	}

	@Test
	void refusesWhatItDoesNotUnderstand() {
		assertThat(this.here.run("trust", "--service", "http://localhost", "--fingerprint", this.root).code())
			.isEqualTo(2);
		assertThat(this.here.run("trust", "--fingerprint", "data/root.pem").code()).isEqualTo(2);
		assertThat(this.here.run("trust", "--nothing").code()).isEqualTo(2);
	}

	@Test
	void tellsTheScriptsOwnExitCodes() {
		assertThat(this.here.run("trust", "--help").out()).contains("refuses the service still")
			.doesNotContain("not logged in");
	}

}
