package handfast.client;

import java.nio.file.Path;

import handfast.client.FormOptions.Wish;
import tools.jackson.databind.JsonNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A certificate that is there, as a file once more.
 */
@Command(name = "fetch",
		description = { "Writes a certificate that is there as a file, in another form or once more.",
				"For where a password was lost, or a file could not be written." },
		footer = { "", "Examples:", "  java -jar handfast.jar fetch shop.test --out shop.jks",
				"  java -jar handfast.jar fetch shop.test --for postfix --out shop.pem" })
final class FetchCommand extends ClientCommand {

	@Parameters(paramLabel = "ID|NAME", description = "The certificate's id, or one of its names")
	private String which = "";

	@Option(names = "--out", required = true, paramLabel = "FILE",
			description = "Ends in .p12, .jks or .pem, which says its form; made with mode 0600")
	private Path out = Path.of("");

	@Option(names = "--replace", description = "Writes over a file that is there")
	private boolean replace;

	@Mixin
	private FormOptions form = new FormOptions();

	FetchCommand(Surroundings surroundings) {
		super(surroundings);
	}

	@Override
	int run() {
		Handover.requireRoom(this.out, this.replace);
		Service service = service();
		JsonNode certificate = new Certificates(service).require(this.which);
		Wish wish = this.form.wish(this.out, terminal());
		return tell(Handover.write(service, certificate, wish));
	}

}
