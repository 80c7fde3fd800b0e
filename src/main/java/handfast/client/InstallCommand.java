package handfast.client;

import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import handfast.storage.AtomicFiles;
import handfast.storage.ShellPath;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * An installation and its kit.
 */
@Command(name = "install",
		description = { "Makes an installation and fetches its kit, which puts the certificate in place,",
				"proves it by handshake and goes back where the proof fails.",
				"Where there is no certificate for NAME yet, one is asked for." },
		footer = { "", "Examples:", "  java -jar handfast.jar install shop.test --target nginx \\",
				"      --address shop.test:443",
				"  java -jar handfast.jar install shop.test --target tomcat --renew \\", "      --out /root/kits",
				"  java -jar handfast.jar install shop.test --target postfix --out kit.tar.gz" })
final class InstallCommand extends ClientCommand {

	@Parameters(paramLabel = "ID|NAME", description = "The certificate's id, or one of its names")
	private String which = "";

	@Option(names = "--target", required = true, paramLabel = "SERVER",
			description = "Kind of server, such as nginx, apache, tomcat or postfix; files for any other")
	private String target = "";

	@Option(names = "--address", paramLabel = "HOST:PORT",
			description = "Where the service watches it; not watched where not given")
	private @Nullable String address;

	@Option(names = "--renew", description = "Puts a credential into the kit, so that the host renews by itself")
	private boolean renew;

	@Option(names = "--service", paramLabel = "URL",
			description = "Where the host reaches the service to renew; the address of the login")
	private @Nullable String serviceUrl;

	@Option(names = "--out", paramLabel = "DIR|FILE", defaultValue = ".",
			description = "Folder to unpack the kit in (this one), or a file that ends in .tar.gz or .zip")
	private Path out = Path.of(".");

	@Option(names = "--replace", description = "Writes over a kit that is there")
	private boolean replace;

	InstallCommand(Surroundings surroundings) {
		super(surroundings);
	}

	@Override
	int run() {
		String format = this.out.toString().endsWith(".zip") ? "zip" : "tar.gz";
		boolean packed = this.out.toString().endsWith("." + format);
		requireRoom(packed);
		Service service = service();
		JsonNode certificate = certificate(service);
		JsonNode installation = standing(service, certificate).orElseGet(() -> make(service, certificate));
		ObjectNode order = Json.object().put("format", format);
		if (this.serviceUrl != null) {
			order.put("service", this.serviceUrl);
		}
		byte[] kit = service
			.file("/installations/" + installation.path("id").asString() + "/kit", order, "Making the kit")
			.body();
		Path written = packed ? write(kit) : KitArchive.unpack(kit, this.out, this.replace);
		tell(service, certificate, installation, written, packed);
		return ExitCode.DONE;
	}

	private void requireRoom(boolean packed) {
		Path folder = packed ? this.out.toAbsolutePath().getParent() : this.out;
		if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
			throw ClientFailure.notUnderstood(
					this.out + " is no place for a kit: name a folder that exists and is yours, or a file in one.");
		}
		if (packed && Files.exists(this.out) && !this.replace) {
			throw ClientFailure.notUnderstood(this.out + " is there already: name another, or add --replace.");
		}
	}

	private JsonNode certificate(Service service) {
		Certificates certificates = new Certificates(service);
		return certificates.findUsable(this.which).map(certificates::newest).orElseGet(() -> issue(service));
	}

	private JsonNode issue(Service service) {
		ObjectNode order = Json.object();
		order.putArray("names").add(this.which);
		return service.post("/certificates", order, "Making a certificate and shaking hands with it");
	}

	// Run again it fetches the kit again, and watches no place twice.
	private Optional<JsonNode> standing(Service service, JsonNode certificate) {
		return service.list("/installations?target=" + encoded(this.target), "Looking for the installation")
			.stream()
			.filter((one) -> one.path("wanted").path("certificate").equals(certificate.path("id")))
			.filter((one) -> one.path("renew").asBoolean() == this.renew)
			.filter((one) -> isAt(one.path("address").asString("")))
			.findFirst();
	}

	private boolean isAt(String there) {
		return (this.address == null) ? there.isEmpty()
				: there.equals(this.address) || there.startsWith(this.address + ":");
	}

	private JsonNode make(Service service, JsonNode certificate) {
		ObjectNode order = Json.object();
		order.put("certificate", certificate.path("id").asString());
		order.put("target", this.target);
		if (this.address != null) {
			order.put("address", this.address);
		}
		order.put("renew", this.renew);
		return service.post("/installations", order, "Making the installation");
	}

	private Path write(byte[] kit) {
		try {
			AtomicFiles.writePrivate(this.out, kit);
			return this.out;
		}
		catch (UncheckedIOException ex) {
			throw ClientFailure.notUnderstood(this.out + " could not be written: see whether there is room.");
		}
	}

	private void tell(Service service, JsonNode certificate, JsonNode installation, Path written, boolean packed) {
		String next = next(service, written, packed);
		if (wantsJson()) {
			ObjectNode json = Json.object().put("kit", written.toString()).put("next", next);
			json.set("installation", installation);
			print(json);
			return;
		}
		out().println(written + ": the kit for " + this.target + ", with the certificate for "
				+ Certificates.names(certificate) + " until " + certificate.path("notAfter").asString());
		out().println("installation  " + installation.path("id").asString());
		out().println("next          " + next);
		out().println("              on the host of the server: copy the kit there first where that is another");
		out().flush();
	}

	private String next(Service service, Path written, boolean packed) {
		String options = " --fingerprint " + service.login().fingerprint().hex()
				+ (this.renew ? " --enable-renewal" : "");
		if (!packed) {
			return "cd " + ShellPath.of(written) + " && sudo ./install.sh" + options;
		}
		return (written.toString().endsWith(".zip") ? "unzip " : "tar xzf ") + ShellPath.of(written)
				+ " && cd handfast-* && sudo ./install.sh" + options;
	}

	private static String encoded(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

}
