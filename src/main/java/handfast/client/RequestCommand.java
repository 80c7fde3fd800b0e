package handfast.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import handfast.client.FormOptions.Wish;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A certificate for names, as a file.
 */
@Command(name = "request",
		description = { "Asks for a certificate and writes it as the file that its server takes.",
				"The file has been proven by a handshake with exactly its bytes." },
		footer = { "", "Examples:", "  java -jar handfast.jar request shop.test www.shop.test --out shop.p12",
				"  java -jar handfast.jar request shop.test --out shop.pem",
				"  java -jar handfast.jar request shop.test --for tomcat --out shop.p12 \\", "      --pass-file pw",
				"  java -jar handfast.jar request shop.test --key RSA-3072 --validity P30D \\", "      --out shop.jks",
				"  java -jar handfast.jar request --csr shop.csr --out shop.pem" })
final class RequestCommand extends ClientCommand {

	private static final int LARGEST_CSR = 100_000;

	@Parameters(arity = "0..*", paramLabel = "NAME",
			description = "DNS names and IP addresses; with --csr those of the CSR where not given")
	private List<String> names = new ArrayList<>();

	@Option(names = "--out", required = true, paramLabel = "FILE",
			description = "Ends in .p12, .jks or .pem, which says its form; made with mode 0600")
	private Path out = Path.of("");

	@Option(names = "--replace", description = "Writes over a file that is there")
	private boolean replace;

	@Mixin
	private FormOptions form = new FormOptions();

	@Option(names = "--profile", paramLabel = "NAME", description = "web-server where not given")
	private @Nullable String profile;

	@Option(names = "--key", paramLabel = "ALGORITHM",
			description = "Of the key that the service makes, such as EC-P256 or RSA-3072")
	private @Nullable String key;

	@Option(names = "--validity", paramLabel = "DURATION", description = "P90D, P12W or PT36H")
	private @Nullable String validity;

	@Option(names = "--subject", paramLabel = "DN", description = "Distinguished name, such as CN=shop.test,O=Shop")
	private @Nullable String subject;

	@Option(names = "--csr", paramLabel = "FILE", description = "PKCS #10 request as PEM: its key stays where it is")
	private @Nullable Path csr;

	RequestCommand(Surroundings surroundings) {
		super(surroundings);
	}

	@Override
	int run() {
		if (this.names.isEmpty() && this.csr == null) {
			throw ClientFailure.notUnderstood("Say which names the certificate is for, or name a --csr.");
		}
		if (this.csr != null && FileForm.of(this.out) != FileForm.PEM) {
			throw ClientFailure.notUnderstood("The key of a CSR stays where it is, so there is no "
					+ FileForm.of(this.out).label() + " of it: end the file's name in .pem.");
		}
		Handover.requireRoom(this.out, this.replace);
		ObjectNode order = order();
		Service service = service();
		Wish wish = this.form.wish(this.out, terminal());
		JsonNode certificate = service.post("/certificates", order, "Making a certificate and shaking hands with it");
		return tell(Handover.write(service, certificate, wish));
	}

	private ObjectNode order() {
		ObjectNode order = Json.object();
		if (!this.names.isEmpty()) {
			this.names.forEach(order.putArray("names")::add);
		}
		if (this.csr != null) {
			order.put("csr", csr(this.csr));
		}
		put(order, "profile", this.profile);
		put(order, "key", this.key);
		put(order, "validity", this.validity);
		put(order, "subject", this.subject);
		return order;
	}

	private static void put(ObjectNode order, String field, @Nullable String value) {
		if (value != null) {
			order.put(field, value);
		}
	}

	/**
	 * The text of a file that holds a CSR.
	 */
	static String csr(Path file) {
		try {
			String text = (Files.size(file) <= LARGEST_CSR) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
			if (text.contains("PRIVATE KEY-----")) {
				throw ClientFailure.notUnderstood(
						file + " holds a private key, which stays with you: name the file of the CSR alone.");
			}
			if (text.contains("CERTIFICATE REQUEST-----")) {
				return text;
			}
		}
		catch (IOException ex) {
			throw ClientFailure.notUnderstood(file + " can't be read: name a file that holds a CSR.");
		}
		throw ClientFailure.notUnderstood(file + " holds no CSR: it begins with -----BEGIN CERTIFICATE REQUEST-----.");
	}

}
