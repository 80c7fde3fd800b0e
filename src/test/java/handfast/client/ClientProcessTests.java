package handfast.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import handfast.Peers;
import handfast.crash.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The program as a shell runs it.
 */
class ClientProcessTests {

	@TempDir
	private Path folder;

	@Test
	void completesInBash() throws Exception {
		completion("bash");
		assertThat(shell("bash", """
				source completion
				COMP_WORDS=(handfast req) COMP_CWORD=1; _complete_handfast; echo "${COMPREPLY[@]}"
				COMP_WORDS=(handfast request --val) COMP_CWORD=2; _complete_handfast; echo "${COMPREPLY[@]}"
				type -t handfast""")).contains("request", "--validity", "function");
	}

	@Test
	void completesInZsh() throws Exception {
		completion("zsh");
		assertThat(shell("zsh", "source ./completion; echo $_comps[handfast]; whence -w handfast"))
			.contains("_complete_handfast", "handfast: function");
	}

	@Test
	void completesInFish() throws Exception {
		completion("fish");
		assertThat(shell("fish", """
				source completion
				complete -C 'handfast req'
				complete -C 'handfast request --val'
				functions handfast""")).contains("request\t", "--validity\t", "java ");
	}

	@Test
	void keepsTheLoginBelowWhatTheShellCallsHome() throws Exception {
		Path login = Files.createDirectories(this.folder.resolve(".config/handfast")).resolve("login.json");
		Files.writeString(login, "{}");
		Program logout = Program.run(this.folder, Map.of("HOME", this.folder.toString(), "XDG_CONFIG_HOME", ""),
				"logout");
		assertThat(logout.code()).as(logout.toString()).isZero();
		assertThat(login).doesNotExist();
	}

	@Test
	void endsInASentence() throws Exception {
		Program wrong = Program.run(this.folder, "completion", "ksh");
		assertThat(wrong.code()).isEqualTo(3);
		assertThat(wrong.err()).contains("bash, zsh, fish", "completion --help").doesNotContain("Exception", "\tat ");
		Program misspelt = Program.run(this.folder, "reqest", "shop.test");
		assertThat(misspelt.code()).isEqualTo(2);
		assertThat(misspelt.err()).contains("request").doesNotContain("Exception", "\tat ");
	}

	private void completion(String shell) throws IOException, InterruptedException {
		Program program = Program.run(this.folder, "completion", shell);
		assertThat(program.code()).as(program.toString()).isZero();
		assertThat(program.err()).isEmpty();
		Files.writeString(this.folder.resolve("completion"), program.out());
	}

	private String shell(String shell, String script) throws IOException, InterruptedException {
		return Peers.run(this.folder, Peers.require(shell).toString(), "-c", script);
	}

}
