package handfast.client;

import java.util.Arrays;
import java.util.stream.Collectors;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Completion for fish, which picocli does not write.
 */
final class FishCompletion {

	private FishCompletion() {
	}

	static String of(String word, CommandSpec root) {
		StringBuilder script = new StringBuilder();
		root.subcommands().forEach((name, command) -> {
			script.append("complete -c %s -n __fish_use_subcommand -f -a %s -d %s\n".formatted(word, name,
					quoted(description(command))));
			command.getCommandSpec()
				.options()
				.forEach((option) -> script
					.append("complete -c %s -n '__fish_seen_subcommand_from %s'".formatted(word, name))
					.append(names(option))
					.append((option.arity().max() > 0) ? " -r" : "")
					.append(" -d ")
					.append(quoted(String.join(" ", option.description())))
					.append('\n'));
		});
		return script.toString();
	}

	private static String description(CommandLine command) {
		return Arrays.stream(command.getCommandSpec().usageMessage().description()).findFirst().orElse("");
	}

	private static String names(OptionSpec option) {
		return Arrays.stream(option.names())
			.map((name) -> name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1))
			.collect(Collectors.joining());
	}

	private static String quoted(String text) {
		return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
	}

}
