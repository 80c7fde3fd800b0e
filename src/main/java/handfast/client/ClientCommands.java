package handfast.client;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import handfast.x509.Text;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The commands that speak to a service.
 */
public final class ClientCommands {

	private ClientCommands() {
	}

	/**
	 * The one of them that these arguments begin with, alone: the others cost more time
	 * to set up than to run one.
	 */
	public static Optional<CommandLine> find(String[] arguments, String program) {
		Surroundings surroundings = Surroundings.ofProcess();
		return Arrays.stream(Name.values())
			.filter((name) -> name != Name.COMPLETION && arguments.length > 0 && name.word().equals(arguments[0]))
			.findFirst()
			.map((name) -> inSentences(add(new CommandLine(CommandSpec.create().name(program)), name, surroundings)));
	}

	/**
	 * Adds all of them to the command line.
	 */
	public static CommandLine addTo(CommandLine root) {
		return addTo(root, Surroundings.ofProcess());
	}

	static CommandLine addTo(CommandLine root, Surroundings surroundings) {
		for (Name name : Name.values()) {
			add(root, name, surroundings);
		}
		return inSentences(root);
	}

	private static CommandLine add(CommandLine root, Name name, Surroundings surroundings) {
		CommandLine line = new CommandLine(name.command(surroundings));
		CommandSpec spec = line.getCommandSpec();
		spec.mixinStandardHelpOptions(true);
		spec.usageMessage().exitCodeListHeading("%nExit codes:%n").sortOptions(false);
		// One that runs a script ends as that does.
		if (spec.usageMessage().exitCodeList().isEmpty()) {
			spec.exitCodeOnInvalidInput(ExitCode.NOT_UNDERSTOOD).usageMessage().exitCodeList(ExitCode.list());
		}
		return root.addSubcommand(name.word(), line);
	}

	/**
	 * Whatever goes wrong, nobody is shown a stack trace.
	 */
	private static CommandLine inSentences(CommandLine root) {
		return root.setExecutionExceptionHandler(ClientCommands::tell)
			.setParameterExceptionHandler(ClientCommands::tellWrong);
	}

	private static int tell(Exception ex, CommandLine command, ParseResult parsed) {
		if (ex instanceof ClientFailure failure) {
			command.getErr().println(failure.getMessage());
			return failure.exitCode();
		}
		command.getErr()
			.println("Something is wrong inside Handfast: " + ex.getClass().getSimpleName()
					+ ((ex.getMessage() != null) ? ", " + Text.printable(ex.getMessage()) : "")
					+ ". Please report it with the command you wrote.");
		return ExitCode.FAULT;
	}

	private static int tellWrong(ParameterException ex, String[] arguments) {
		CommandLine command = ex.getCommandLine();
		command.getErr().println(ex.getMessage());
		UnmatchedArgumentException.printSuggestions(ex, command.getErr());
		command.getErr().println("More by: " + command.getCommandSpec().qualifiedName() + " --help");
		return command.getCommandSpec().exitCodeOnInvalidInput();
	}

	/**
	 * What is typed, and what runs.
	 */
	private enum Name {

		LOGIN, LOGOUT, REQUEST, RENEW, FETCH, INSTALL, STATUS, TRUST, COMPLETION;

		String word() {
			return name().toLowerCase(Locale.ROOT);
		}

		ClientCommand command(Surroundings surroundings) {
			return switch (this) {
				case LOGIN -> new LoginCommand(surroundings);
				case LOGOUT -> new LogoutCommand(surroundings);
				case REQUEST -> new RequestCommand(surroundings);
				case RENEW -> new RenewCommand(surroundings);
				case FETCH -> new FetchCommand(surroundings);
				case INSTALL -> new InstallCommand(surroundings);
				case STATUS -> new StatusCommand(surroundings);
				case TRUST -> new TrustCommand(surroundings);
				case COMPLETION -> new CompletionCommand(surroundings);
			};
		}

	}

}
