package handfast.client;

import java.io.IOException;
import java.nio.file.Files;

import picocli.CommandLine.Command;

/**
 * Forgets the service and its token.
 */
@Command(name = "logout",
		description = { "Deletes what login has kept.",
				"The token itself stays good until an administrator ends it or its time is over." },
		footer = { "", "Example:", "  java -jar handfast.jar logout" })
final class LogoutCommand extends ClientCommand {

	LogoutCommand(Surroundings surroundings) {
		super(surroundings);
	}

	@Override
	int run() {
		boolean was;
		try {
			was = Files.deleteIfExists(Login.file(surroundings().folder()));
		}
		catch (IOException ex) {
			throw ClientFailure
				.notUnderstood(Login.file(surroundings().folder()) + " can't be deleted: see whose it is.");
		}
		if (wantsJson()) {
			print(Json.object().put("loggedOut", was));
		}
		else {
			out().println(was ? "Logged out. The token stays good until an administrator ends it." : "Not logged in.");
			out().flush();
		}
		return ExitCode.DONE;
	}

}
