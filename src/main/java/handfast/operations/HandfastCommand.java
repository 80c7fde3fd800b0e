package handfast.operations;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The command line of the jar.
 */
@Command(name = HandfastCommand.NAME, mixinStandardHelpOptions = true, versionProvider = HandfastVersion.class,
		subcommands = { BackupToFile.class, RestoreCommand.class, AuditCommand.class, HandshakeCommand.class,
				InspectCommand.class, CommandLine.HelpCommand.class },
		description = { "A certificate authority that finishes the job.",
				"Without a command it starts the service; --handfast.… are its settings." },
		footer = { "", "Examples:", "  java -jar handfast.jar",
				"  java -jar handfast.jar --handfast.https-port=9443 --handfast.home=/srv/handfast",
				"  java -jar handfast.jar token --role requester --name web-team",
				"  java -jar handfast.jar login https://localhost:8443 --fingerprint HEX",
				"  java -jar handfast.jar request shop.test --out shop.p12",
				"  java -jar handfast.jar install shop.test --target nginx --renew", "  java -jar handfast.jar status",
				"  java -jar handfast.jar backup /backup/handfast-monday", "  java -jar handfast.jar audit verify",
				"  java -jar handfast.jar handshake example.org:443",
				"  java -jar handfast.jar inspect chain.pem key.pem --name shop.test" })
class HandfastCommand implements Runnable {

	static final String NAME = "java -jar handfast.jar";

	private final ControlClient control;

	@Spec
	private @Nullable CommandSpec spec;

	HandfastCommand(Function<String[], ConfigurableApplicationContext> openHome) {
		this.control = new ControlClient(openHome);
	}

	@Override
	public void run() {
		throw new CommandLine.ParameterException(spec().commandLine(), "Say which command");
	}

	ControlClient control() {
		return this.control;
	}

	private CommandSpec spec() {
		return java.util.Objects.requireNonNull(this.spec);
	}

	@Command(name = "token", mixinStandardHelpOptions = true,
			description = "Makes a token and prints it, once. Works on a running service and without one.")
	int token(
			@Option(names = "--home", paramLabel = "DIR",
					description = "The home; HANDFAST_HOME or data") @Nullable Path home,
			@Option(names = "--name", defaultValue = "command line",
					description = "What the token is for (default: ${DEFAULT-VALUE})") String name,
			@Option(names = "--role", defaultValue = "administrator",
					description = "administrator, requester or reader (default: ${DEFAULT-VALUE})") String role) {
		Map<String, String> arguments = new LinkedHashMap<>();
		arguments.put("name", name);
		arguments.put("role", role);
		return run(home, new ControlRequest("token", arguments));
	}

	@Command(name = "public-url", mixinStandardHelpOptions = true,
			description = { "Changes what certificates say about CRL and issuer.",
					"The issuing CA's certificate is made anew for the same key; certificates",
					"that were issued before keep the address they name, and it goes on being served." })
	int publicUrl(@Parameters(paramLabel = "URL", description = "such as http://pki.shop.internal:8080") String url,
			@Option(names = "--home", paramLabel = "DIR",
					description = "The home; HANDFAST_HOME or data") @Nullable Path home) {
		return run(home, new ControlRequest("public-url", Map.of("url", url)));
	}

	@Command(name = "accept-clock", mixinStandardHelpOptions = true,
			description = "Takes this machine's clock for right after it went backwards, so that signing goes on.")
	int acceptClock(@Option(names = "--home", paramLabel = "DIR",
			description = "The home; HANDFAST_HOME or data") @Nullable Path home) {
		return run(home, new ControlRequest("accept-clock", Map.of()));
	}

	@Command(name = "resume", mixinStandardHelpOptions = true,
			description = { "Lets a CA sign again that paused because a check failed on what it had signed.",
					"Find out why first: the log and the audit say what was wrong." })
	int resume(@Option(names = "--home", paramLabel = "DIR",
			description = "The home; HANDFAST_HOME or data") @Nullable Path home) {
		return run(home, new ControlRequest("resume", Map.of()));
	}

	private int run(@Nullable Path home, ControlRequest request) {
		ControlReply reply = this.control.run((home != null) ? home : defaultHome(), request);
		reply.lines().forEach(reply.done() ? System.out::println : System.err::println);
		return reply.done() ? 0 : 1;
	}

	static Path defaultHome() {
		String home = System.getenv("HANDFAST_HOME");
		return Path.of((home != null && !home.isBlank()) ? home : "data");
	}

}
