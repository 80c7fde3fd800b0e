package handfast.client;

import java.nio.file.Path;

import handfast.storage.ShellPath;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Completion for shells, and the word {@code handfast} that it completes.
 */
@Command(name = "completion",
		description = { "Prints what makes a shell complete these commands.",
				"It also makes handfast a word for java -jar with this jar, where there is no such command." },
		footer = { "", "Examples:", "  source <(java -jar handfast.jar completion bash)   # in ~/.bashrc",
				"  source <(java -jar handfast.jar completion zsh)    # in ~/.zshrc",
				"  java -jar handfast.jar completion fish | source    # in config.fish", "",
				"  handfast request shop.test --out shop.p12" })
final class CompletionCommand extends ClientCommand {

	private static final String WORD = "handfast";

	@Parameters(paramLabel = "SHELL", description = "bash, zsh or fish")
	private Shell shell = Shell.bash;

	CompletionCommand(Surroundings surroundings) {
		super(surroundings);
	}

	@Override
	int run() {
		CommandLine root = spec().root().commandLine();
		out().print(switch (this.shell) {
			// The same file serves both: zsh reads bash's completions.
			case bash, zsh -> "type " + WORD + " >/dev/null 2>&1 || " + WORD + "() { " + program() + " \"$@\"; }\n"
					+ AutoComplete.bash(WORD, root);
			case fish -> "type -q " + WORD + "; or function " + WORD + "; " + program() + " $argv; end\n"
					+ FishCompletion.of(WORD, root.getCommandSpec());
		});
		out().flush();
		return ExitCode.DONE;
	}

	// Quick to start rather than quick in the long run. The class path is the jar where
	// it was started by java -jar.
	private static String program() {
		String path = System.getProperty("java.class.path");
		return "java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar "
				+ ShellPath.of(Path.of(path.endsWith(".jar") && !path.contains(":") ? path : "handfast.jar")
					.toAbsolutePath()
					.normalize());
	}

	/**
	 * As it is typed.
	 */
	private enum Shell {

		bash, zsh, fish

	}

}
