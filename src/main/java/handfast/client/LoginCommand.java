package handfast.client;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import handfast.storage.ShellPath;
import handfast.x509.Fingerprint;
import handfast.x509.MalformedException;
import handfast.x509.Pem;
import handfast.x509.Secret;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Names the service once: its address, its root by fingerprint, and a token.
 */
@Command(name = "login",
		description = { "Names the service that the other commands speak to, and keeps a token for it.",
				"Nothing is trusted, and no token is sent, before the SHA-256 of the service's root is given:"
						+ " take it from the service's own machine." },
		footer = { "", "Examples:", "  java -jar handfast.jar login https://ca.shop.test:8443",
				"  java -jar handfast.jar login https://localhost:8443 --fingerprint HEX \\",
				"      --token-file data/admin-token",
				"  pass show handfast | java -jar handfast.jar login https://ca.shop.test:8443 \\",
				"      --fingerprint HEX", "", "The fingerprint, on the service's machine:",
				"  openssl x509 -in data/root.pem -noout -fingerprint -sha256" })
final class LoginCommand extends ClientCommand {

	private static final Pattern ADDRESS = Pattern
		.compile("(?:(https?)://)?(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?/?");

	private static final int LAST_PORT = 65_535;

	private static final Pattern LOOPBACK = Pattern.compile("https://(localhost|127\\.[0-9.]+|\\[::1])(:.*)?");

	@Parameters(paramLabel = "URL", description = "The service's HTTPS door: https://localhost:8443")
	private String url = "";

	@Option(names = "--fingerprint", paramLabel = "HEX",
			description = "SHA-256 of the root certificate; asked for where not given")
	private @Nullable String fingerprint;

	@Option(names = "--token-file", paramLabel = "FILE",
			description = "Its first line is the token; where not given it is asked for, or read from standard input")
	private @Nullable Path tokenFile;

	LoginCommand(Surroundings surroundings) {
		super(surroundings);
	}

	@Override
	int run() {
		URI service = service(this.url);
		Fingerprint expected = fingerprint(service);
		byte[] root = FoundRoot.fetch(service, expected, progress());
		Login login = new Login(service, root, token());
		service(login).get("/certificates?limit=1", "Trying the token");
		login.write(surroundings().folder());
		Path file = Login.file(surroundings().folder());
		if (wantsJson()) {
			print(Json.object()
				.put("service", service.toString())
				.put("root", expected.hex())
				.put("file", file.toString()));
		}
		else {
			out().println("Logged in to " + service + ", which its root " + expected.hex() + " vouches for.");
			out().println("Kept for you alone in " + file + "; java -jar handfast.jar logout deletes it.");
			out().flush();
		}
		return ExitCode.DONE;
	}

	static URI service(String text) {
		Matcher address = ADDRESS.matcher(text);
		if (!address.matches()) {
			throw ClientFailure
				.notUnderstood("That is no address: write it as https://ca.shop.test:8443, without a path.");
		}
		if ("http".equals(address.group(1))) {
			throw ClientFailure.notUnderstood("A token never travels in clear: write https:// and the HTTPS port.");
		}
		URI service = URI.create("https://" + address.group(2).toLowerCase(Locale.ROOT)
				+ ((address.group(3) != null) ? address.group(3) : ""));
		// Java has no host where it is no host name, as with an underscore.
		if (service.getHost() == null || service.getPort() > LAST_PORT) {
			throw ClientFailure.notUnderstood(service + " is no address: write a host name and a port up to 65535.");
		}
		return service;
	}

	private Fingerprint fingerprint(URI service) {
		if (this.fingerprint != null) {
			return fingerprint(this.fingerprint);
		}
		if (!terminal().isPresent()) {
			throw ClientFailure.notUnderstood("Say which root to trust: add --fingerprint with its SHA-256, as"
					+ " openssl x509 -in data/root.pem -noout -fingerprint -sha256 prints it on the service's machine."
					+ localLine(service));
		}
		String line = localLine(service);
		if (!line.isEmpty()) {
			err().println(line.trim());
			err().flush();
		}
		return fingerprint(terminal().line("SHA-256 of the root, from the service's own machine: "));
	}

	// As OpenSSL and the page of the service print it.
	static Fingerprint fingerprint(String text) {
		try {
			return new Fingerprint(text.replaceFirst("(?i)^\\s*sha256 fingerprint=", "")
				.replaceAll("[:\\s]", "")
				.toLowerCase(Locale.ROOT));
		}
		catch (MalformedException ex) {
			throw ClientFailure.notUnderstood("That is no SHA-256 fingerprint: write its 64 hex digits.");
		}
	}

	// The home is this machine's, and readable by its owner alone: what it says is
	// another channel.
	private String localLine(URI service) {
		Path root = surroundings().home().resolve("root.pem");
		Path token = surroundings().home().resolve("admin-token");
		if (!LOOPBACK.matcher(service.toString()).matches() || !Files.isReadable(token)) {
			return "";
		}
		try {
			byte[] der = Pem.certificates(Files.readString(root, StandardCharsets.ISO_8859_1)).getFirst();
			return "\nFor the service whose home is " + surroundings().home() + ":\n  java -jar handfast.jar login "
					+ service + " --fingerprint " + Fingerprint.of(der).hex() + " --token-file " + ShellPath.of(token);
		}
		catch (IOException | MalformedException ex) {
			return "";
		}
	}

	private Secret token() {
		Secret token = read();
		// A header takes nothing else.
		if (!new String(token.value()).strip().matches("[!-~]{1,500}")) {
			throw ClientFailure.notUnderstood("That is no token: it begins with hf_ and has no spaces.");
		}
		return Secret.of(new String(token.value()).strip());
	}

	private Secret read() {
		if (this.tokenFile != null) {
			return SecretFile.read(this.tokenFile, terminal());
		}
		if (terminal().isPresent()) {
			return terminal().secret("Token: ");
		}
		return progress().during("Reading the token from standard input",
				() -> SecretFile.read(terminal().input(), "Standard input"));
	}

}
