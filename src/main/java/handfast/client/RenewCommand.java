package handfast.client;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

import handfast.client.FormOptions.Wish;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The successor of a certificate, in place of its file.
 */
@Command(name = "renew",
		description = { "Has the successor of a certificate made and writes it as a file.",
				"It takes the place of the one made before, with its form, alias and password.",
				"Where it was renewed already, the newest of its line is handed over." },
		footer = { "", "Examples:", "  java -jar handfast.jar renew shop.pem",
				"  java -jar handfast.jar renew shop.p12 --pass-file pw --rekey",
				"  java -jar handfast.jar renew shop.pem --if-due && nginx -s reload",
				"  java -jar handfast.jar renew shop.test --out shop.p12",
				"  java -jar handfast.jar renew own.pem --csr own.csr" })
final class RenewCommand extends ClientCommand {

	@Parameters(paramLabel = "FILE|ID|NAME",
			description = "The file that was made before, or the certificate's id or one of its names")
	private String which = "";

	@Option(names = "--out", paramLabel = "FILE",
			description = "Where the successor goes; in place of FILE where not given")
	private @Nullable Path out;

	@Option(names = "--rekey", description = "With a new key that the service makes; else the key is the same")
	private boolean rekey;

	@Option(names = "--csr", paramLabel = "FILE", description = "For the key of this PKCS #10 request")
	private @Nullable Path csr;

	@Option(names = "--if-due", description = "Does nothing before the certificate's renewal window has opened")
	private boolean ifDue;

	@Mixin
	private FormOptions form = new FormOptions();

	RenewCommand(Surroundings surroundings) {
		super(surroundings);
	}

	@Override
	int run() {
		Path file = file();
		Path target = (this.out != null) ? this.out : file;
		if (target == null) {
			throw ClientFailure.notUnderstood(
					"Say where the successor goes: add --out with a file that ends in .p12," + " .jks or .pem.");
		}
		Handover.requireRoom(target, true);
		ObjectNode order = order();
		Service service = service();
		Certificates certificates = new Certificates(service);
		JsonNode certificate;
		Wish wish;
		if (file != null) {
			MadeBefore before = MadeBefore.read(file, this.form, terminal());
			certificate = certificates.require(before.certificate(), file.toString());
			wish = (FileForm.of(target) == FileForm.of(file)) ? this.form.wish(target, before)
					: this.form.wish(target, terminal());
		}
		else {
			certificate = certificates.require(this.which);
			wish = this.form.wish(target, terminal());
		}
		JsonNode newest = certificates.newest(certificate);
		if (this.ifDue && newest == certificate && !isDue(certificate)) {
			return tellNotDue(certificate);
		}
		// The same CSR again is answered with the same certificate.
		JsonNode successor = (newest == certificate || this.csr != null)
				? service.post("/certificates/" + certificate.path("id").asString() + "/renewal", order,
						"Making the successor and shaking hands with it")
				: newest;
		return tell(Handover.write(service, successor, wish));
	}

	private @Nullable Path file() {
		Path file = Path.of(this.which);
		if (Files.exists(file) || FileForm.find(file).isPresent() || this.which.contains("/")) {
			FileForm.of(file);
			return file;
		}
		return null;
	}

	private ObjectNode order() {
		if (this.csr == null) {
			return Json.object().put("rekey", this.rekey);
		}
		if (this.rekey) {
			throw ClientFailure.notUnderstood("A CSR brings its own key: write --csr or --rekey, not both.");
		}
		return Json.object().put("csr", RequestCommand.csr(this.csr));
	}

	private boolean isDue(JsonNode certificate) {
		Instant from = Instant.parse(certificate.path("renewal").path("from").asString());
		return !surroundings().clock().instant().isBefore(from);
	}

	private int tellNotDue(JsonNode certificate) {
		String from = certificate.path("renewal").path("from").asString();
		if (wantsJson()) {
			print(Json.object().put("due", false).put("from", from));
		}
		else {
			out().println("Not due: " + Certificates.names(certificate) + " is to be renewed from " + from + ".");
			out().flush();
		}
		return ExitCode.DONE;
	}

}
