package handfast.installation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import handfast.Peers;
import handfast.storage.StartRefused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class KitTargetsTests {

	@Test
	void isTheTableOfTheDocument(@TempDir Path empty) throws Exception {
		List<String> table = Files.readAllLines(Path.of("docs/installation.md"))
			.stream()
			.filter((line) -> line.matches("\\| `[a-z-]+` \\| .* \\| (yes|no) \\|"))
			.toList();
		assertThat(table).containsExactlyElementsOf(new KitTargets(empty).all()
			.stream()
			.map((target) -> "| `%s` | %s | %s |".formatted(target.name(),
					(target.tried() != null) ? target.tried() : "no: " + target.untried(),
					target.seesMismatch() ? "yes" : "no"))
			.toList());
	}

	@Test
	void runsAllThatSayTheyWereTried(@TempDir Path empty) {
		assertThat(new KitTargets(empty).all().stream().filter((target) -> target.tried() != null).map(KitTarget::name))
			.containsExactlyInAnyOrderElementsOf(KitServers.ALL);
	}

	@Test
	@Peers.EnabledIfPeer("shellcheck")
	void hasAScriptThatShellcheckFindsNothingIn() throws Exception {
		assertThat(Peers.run(Path.of("."), "shellcheck", "-s", "sh", "src/main/resources/kit/install.sh")).isEmpty();
	}

	@Test
	void takesATargetOfTheOperators(@TempDir Path folder) throws Exception {
		Files.writeString(folder.resolve("exim.yaml"), """
				title: Exim
				ports: {25: smtp}
				files: [fullchain.pem, privkey.pem]
				reload: systemctl reload exim4
				tried: by hand
				""");
		KitTarget target = new KitTargets(folder).find("exim").orElseThrow();
		assertThat(target.startTlsAt(25)).isEqualTo("smtp");
		assertThat(target.startTlsAt(465)).isNull();
		assertThat(target.mode()).isEqualTo("0600");
	}

	@Test
	void saysWhatToWriteInstead(@TempDir Path folder) throws Exception {
		Files.writeString(folder.resolve("exim.yaml"), """
				titel: Exim
				ports: {25: gopher}
				files: [passwords.txt]
				owner: root; rm -rf /
				mode: "777"
				patience: forever
				""");
		Files.writeString(folder.resolve("other.yaml"), "[");
		assertThatExceptionOfType(StartRefused.class).isThrownBy(() -> new KitTargets(folder))
			.withMessageContainingAll("titel: there is no such key", "ports: write a port", "files: write some of",
					"owner: write it as root:root", "mode: write it as 0600", "patience: write seconds",
					"other.yaml is not YAML");
	}

}
