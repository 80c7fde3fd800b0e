package handfast.client;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import handfast.x509.Fingerprint;
import handfast.x509.Pem;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Has this machine trust a service's root, by the script of the trust kit. The script is
 * that of this jar: of what the service sends, the root alone is taken, and only if its
 * fingerprint is the one that was named.
 */
@Command(name = "trust",
		description = { "Has this machine trust the root of a service: its system's store, JDKs, browsers,",
				"Node, Python and curl; asks the service from each, and can undo it. Nothing is trusted",
				"before the SHA-256 of the service's root is given: take it from the service's own machine." },
		exitCodeList = { "0:done, or nothing to do", "1:a fault of this program", "2:not understood, or no fingerprint",
				"3:not the root that was named; nothing was touched",
				"4:a place could not be written, or not be cleaned",
				"5:a place was written, and refuses the service still",
				"6:the service does not answer under this root; nothing was touched",
				"8:another run is at it; nothing was touched" },
		footer = { "", "Examples:",
				"  sudo java -jar handfast.jar trust --fingerprint HEX --service https://ca.shop.test:8443",
				"  java -jar handfast.jar trust --fingerprint HEX --dry-run",
				"  java -jar handfast.jar trust --fingerprint HEX --status --json",
				"  sudo java -jar handfast.jar trust --undo" })
final class TrustCommand extends ClientCommand {

	private static final int FAULT = 1;

	private static final int NOT_UNDERSTOOD = 2;

	private static final int NOT_THE_ROOT = 3;

	private static final int NOT_ASKED = 6;

	private static final boolean WINDOWS = File.separatorChar == '\\';

	@Option(names = "--fingerprint", paramLabel = "HEX",
			description = "SHA-256 of the root certificate; asked for where not given. --undo: which of several")
	private @Nullable String fingerprint;

	@Option(names = "--service", paramLabel = "URL",
			description = "Where the root comes from and who is asked; that of login, or https://localhost:8443")
	private @Nullable String service;

	@Option(names = "--undo", description = "Takes away exactly what was put")
	private boolean undo;

	@Option(names = "--status", description = "Which places open the service, and which refuse it")
	private boolean status;

	@Option(names = "--dry-run", description = "Says what would be done; touches nothing")
	private boolean dryRun;

	@Option(names = "--no-check", description = "Has no place ask the service")
	private boolean noCheck;

	@Option(names = "--only", paramLabel = "PLACE,…",
			description = "system, java, chromium, firefox, node, python, curl, docker (not on Windows)")
	private @Nullable String only;

	@Option(names = "--without", paramLabel = "PLACE,…", description = "All but these (not on Windows)")
	private @Nullable String without;

	@Option(names = "--registry", paramLabel = "HOST:PORT",
			description = "A registry with a certificate from here, for Docker; may be given again (not on Windows)")
	private List<String> registries = new ArrayList<>();

	@Option(names = "--home", paramLabel = "DIR", description = "Whose browsers and JDKs (not on Windows)")
	private @Nullable Path home;

	TrustCommand(Surroundings surroundings) {
		super(surroundings);
	}

	@Override
	int run() {
		try {
			return this.undo ? run(null) : run(named());
		}
		catch (ClientFailure ex) {
			return tell(ex);
		}
		catch (IOException ex) {
			err().println("The script of the kit can't be run: " + ex.getMessage());
			return FAULT;
		}
	}

	// Who has logged in has named the root before.
	private Named named() {
		if (this.service == null && this.fingerprint == null && Files.exists(Login.file(surroundings().folder()))) {
			Login login = Login.read(surroundings().folder());
			return new Named(login.service(), login.root());
		}
		URI url = LoginCommand.service((this.service != null) ? this.service : "https://localhost:8443");
		return new Named(url, FoundRoot.fetch(url, expected(), progress()));
	}

	private Fingerprint expected() {
		if (this.fingerprint != null) {
			return LoginCommand.fingerprint(this.fingerprint);
		}
		if (!terminal().isPresent()) {
			throw ClientFailure.notUnderstood("Say which root to trust: add --fingerprint with its SHA-256, as"
					+ " openssl x509 -in data/root.pem -noout -fingerprint -sha256 prints it on the service's machine.");
		}
		return LoginCommand.fingerprint(terminal().line("SHA-256 of the root, from the service's own machine: "));
	}

	private int run(@Nullable Named named) throws IOException {
		Path kit = Files.createTempDirectory("handfast-trust-");
		try {
			if (named != null) {
				Files.writeString(kit.resolve("root.crt"), Pem.certificate(named.root()));
				Files.write(kit.resolve("root.cer"), named.root());
			}
			return runScript(kit, named);
		}
		finally {
			try (Stream<Path> files = Files.list(kit)) {
				files.map(Path::toFile).forEach(File::delete);
			}
			Files.deleteIfExists(kit);
		}
	}

	private int runScript(Path kit, @Nullable Named named) throws IOException {
		String name = WINDOWS ? "trust.ps1" : "trust.sh";
		Path script = kit.resolve(name);
		try (InputStream resource = TrustCommand.class.getResourceAsStream("/trust/" + name)) {
			Files.copy(Objects.requireNonNull(resource), script);
		}
		List<String> command = new ArrayList<>(
				WINDOWS ? List.of("powershell", "-NoProfile", "-ExecutionPolicy", "Bypass", "-File", script.toString())
						: List.of("sh", script.toString()));
		command.addAll(arguments(named));
		ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
		builder.environment().putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
		try {
			return builder.start().waitFor();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private List<String> arguments(@Nullable Named named) {
		Map<String, @Nullable String> values = new LinkedHashMap<>();
		values.put("--fingerprint", (named != null) ? Fingerprint.of(named.root()).hex() : this.fingerprint);
		values.put("--service", (named != null) ? named.service().toString() : null);
		if (!WINDOWS) {
			values.put("--only", this.only);
			values.put("--without", this.without);
			values.put("--home", (this.home != null) ? this.home.toAbsolutePath().toString() : null);
		}
		List<String> arguments = new ArrayList<>();
		values.forEach((option, value) -> {
			if (value != null) {
				arguments.addAll(List.of(spelled(option), value));
			}
		});
		if (!WINDOWS) {
			this.registries.forEach((registry) -> arguments.addAll(List.of("--registry", registry)));
		}
		Map.of("--undo", this.undo, "--status", this.status, "--dry-run", this.dryRun, "--no-check", this.noCheck,
				"--json", wantsJson())
			.forEach((option, given) -> {
				if (given) {
					arguments.add(spelled(option));
				}
			});
		return arguments;
	}

	// PowerShell takes its parameters in any case: -dryrun is -DryRun.
	private static String spelled(String option) {
		return WINDOWS ? "-" + option.replace("-", "") : option;
	}

	// In the codes of the script, which are those of --help.
	private int tell(ClientFailure failure) {
		int code = switch (failure.exitCode()) {
			case ExitCode.NOT_UNDERSTOOD -> NOT_UNDERSTOOD;
			case ExitCode.NOT_TRUSTED -> NOT_THE_ROOT;
			default -> NOT_ASKED;
		};
		if (wantsJson()) {
			print(Json.object().put("exit", code).put("result", String.valueOf(failure.getMessage())));
		}
		else {
			err().println(failure.getMessage());
		}
		return code;
	}

	/**
	 * A service, and the root that was named for it.
	 *
	 * @param root DER
	 */
	private record Named(URI service, byte[] root) {
	}

}
