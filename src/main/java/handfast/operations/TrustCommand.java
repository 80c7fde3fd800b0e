package handfast.operations;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Has this machine trust a service's root, by the script of the trust kit. The script
 * comes from this jar. Of what the service sends the root alone is taken, and it is
 * nothing until its fingerprint is the one that was named.
 */
@Command(name = "trust", mixinStandardHelpOptions = true, sortOptions = false,
		description = { "Has this machine trust the root of a Handfast: its system's store, JDKs, browsers,",
				"Node, Python and curl, asks the service from each, and can undo it. Touches nothing",
				"until the root's SHA-256 is named, which comes another way than the root." },
		exitCodeListHeading = "%nExit codes:%n",
		exitCodeList = { "0:done, or nothing to do", "1:unexpected", "2:wrong usage, or no fingerprint",
				"3:not the root that was named; nothing was touched",
				"4:a place could not be written, or not be cleaned",
				"5:a place was written, and refuses the service still",
				"6:the service does not answer under this root; nothing was touched",
				"8:another run is at it; nothing was touched" },
		footer = { "", "Examples:",
				"  sudo java -jar handfast.jar trust --fingerprint HEX --service https://ca.shop.test:8443",
				"  java -jar handfast.jar trust --dry-run", "  java -jar handfast.jar trust --status --json",
				"  sudo java -jar handfast.jar trust --undo" })
class TrustCommand implements Callable<Integer> {

	private static final int NOT_ASKED = 6;

	// A root is under a kilobyte.
	private static final int LARGEST = 64 << 10;

	private static final Duration LONGEST = Duration.ofSeconds(15);

	@Spec
	private @Nullable CommandSpec spec;

	@Option(names = "--fingerprint", paramLabel = "HEX",
			description = "SHA-256 of the root certificate; asked for on a terminal where it is not given")
	private @Nullable String fingerprint;

	@Option(names = "--service", paramLabel = "URL", defaultValue = "https://localhost:8443",
			description = "Where the root comes from and who is asked (default: ${DEFAULT-VALUE})")
	private String service = "";

	@Option(names = "--undo", description = "Takes away exactly what was put")
	private boolean undo;

	@Option(names = "--status", description = "Which places open the service, and which refuse it")
	private boolean status;

	@Option(names = "--dry-run", description = "Says what would be done; touches nothing")
	private boolean dryRun;

	@Option(names = "--no-check", description = "Asks nobody")
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

	@Option(names = "--json", description = "Prints the result as one line of JSON")
	private boolean json;

	@Override
	public Integer call() throws IOException, InterruptedException {
		Path kit = Files.createTempDirectory("handfast-trust-");
		try {
			if (!this.undo) {
				String url = checkedService();
				Files.write(kit.resolve(isWindows() ? "root.cer" : "root.crt"), fetchRoot(url));
			}
			return run(kit);
		}
		catch (Unreached ex) {
			tell(ex);
			return NOT_ASKED;
		}
		finally {
			remove(kit);
		}
	}

	private int run(Path kit) throws IOException, InterruptedException {
		String name = isWindows() ? "trust.ps1" : "trust.sh";
		Path script = kit.resolve(name);
		try (InputStream resource = Objects.requireNonNull(TrustCommand.class.getResourceAsStream("/trust/" + name))) {
			Files.copy(resource, script);
		}
		List<String> command = new ArrayList<>(isWindows()
				? List.of("powershell", "-NoProfile", "-ExecutionPolicy", "Bypass", "-File", script.toString())
				: List.of("sh", script.toString()));
		command.addAll(isWindows() ? windowsArguments() : arguments());
		ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
		builder.environment().putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
		Process process = builder.start();
		// Who interrupts this interrupts the script, which cleans up.
		return process.waitFor();
	}

	private List<String> arguments() {
		List<String> arguments = new ArrayList<>();
		add(arguments, "--fingerprint", this.fingerprint);
		add(arguments, "--service", this.undo ? null : this.service);
		add(arguments, "--only", this.only);
		add(arguments, "--without", this.without);
		add(arguments, "--home", (this.home != null) ? this.home.toAbsolutePath().toString() : null);
		this.registries.forEach((registry) -> add(arguments, "--registry", registry));
		Map.of("--undo", this.undo, "--status", this.status, "--dry-run", this.dryRun, "--no-check", this.noCheck,
				"--json", this.json)
			.forEach((option, given) -> {
				if (given) {
					arguments.add(option);
				}
			});
		return arguments;
	}

	private List<String> windowsArguments() {
		List<String> arguments = new ArrayList<>();
		add(arguments, "-Fingerprint", this.fingerprint);
		add(arguments, "-Service", this.undo ? null : this.service);
		Map.of("-Undo", this.undo, "-Status", this.status, "-DryRun", this.dryRun, "-NoCheck", this.noCheck, "-Json",
				this.json)
			.forEach((option, given) -> {
				if (given) {
					arguments.add(option);
				}
			});
		return arguments;
	}

	private static void add(List<String> arguments, String option, @Nullable String value) {
		if (value != null) {
			arguments.addAll(List.of(option, value));
		}
	}

	private String checkedService() {
		if (!this.service.matches("https://(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?/?")) {
			throw new ParameterException(Objects.requireNonNull(this.spec).commandLine(),
					"--service wants https://HOST:PORT, without a path");
		}
		return this.service.replaceFirst("/$", "");
	}

	// From anybody: whom to believe is settled by the fingerprint.
	private static byte[] fetchRoot(String url) throws InterruptedException {
		try (HttpClient client = HttpClient.newBuilder()
			.sslContext(believingAnybody())
			.connectTimeout(LONGEST)
			.build()) {
			HttpResponse<InputStream> answer = client.send(
					HttpRequest.newBuilder(URI.create(url + "/trust-kit?format=zip")).timeout(LONGEST).build(),
					HttpResponse.BodyHandlers.ofInputStream());
			String wanted = isWindows() ? "/root.cer" : "/root.crt";
			try (ZipInputStream archive = new ZipInputStream(answer.body())) {
				for (ZipEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
					if (entry.getName().endsWith(wanted)) {
						return archive.readNBytes(LARGEST);
					}
				}
			}
			throw new Unreached(url + " answers, but has no trust kit: is that a Handfast? Nothing was touched.");
		}
		catch (IOException ex) {
			throw new Unreached(url + " does not answer: start it, or give --service. Nothing was touched.");
		}
	}

	private void tell(Unreached ex) {
		if (this.json) {
			System.out.println(JsonMapper.shared()
				.writeValueAsString(Map.of("exit", NOT_ASKED, "result", String.valueOf(ex.getMessage()))));
		}
		else {
			System.err.println(ex.getMessage());
		}
	}

	private static void remove(Path kit) throws IOException {
		try (var files = Files.list(kit)) {
			files.map(Path::toFile).forEach(File::delete);
		}
		Files.deleteIfExists(kit);
	}

	private static boolean isWindows() {
		return File.separatorChar == '\\';
	}

	private static SSLContext believingAnybody() {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, new TrustManager[] { new Anybody() }, null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The service could not be asked; its message is for the person who typed.
	 */
	private static final class Unreached extends RuntimeException {

		Unreached(String message) {
			super(message);
		}

	}

	/**
	 * Takes any certificate: for the one request whose answer is checked by a
	 * fingerprint.
	 */
	private static final class Anybody extends X509ExtendedTrustManager {

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type) {
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
