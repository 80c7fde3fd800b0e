package handfast.operations;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

import handfast.handshake.HandshakeReport;
import handfast.handshake.ReportForms;
import handfast.handshake.SiteHandshakes;
import handfast.handshake.SiteOrder;
import handfast.problem.Problem;
import handfast.x509.MalformedException;
import handfast.x509.Pem;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * A handshake from the command line: needs no service and no home, so it is of use to
 * people who have no CA at all.
 */
@Command(name = "handshake", mixinStandardHelpOptions = true, sortOptions = false, exitCodeOnInvalidInput = 3,
		description = { "Shakes hands with a TLS server and tells what happened, message by message,",
				"and if it failed, why and what to change. Needs no running service." },
		exitCodeListHeading = "%nExit codes:%n",
		exitCodeList = { "0:passed", "1:passed with warnings", "2:failed", "3:not understood, or a file's trouble" },
		footer = { "", "Examples:", "  java -jar handfast.jar handshake example.org:443",
				"  java -jar handfast.jar handshake localhost:8443 --trust data/root.pem",
				"  java -jar handfast.jar handshake 10.1.2.3:443 --name shop.test",
				"  java -jar handfast.jar handshake mail.shop.test:25 --starttls smtp",
				"  java -jar handfast.jar handshake dns.shop.test:443 --dns-over-https",
				"  java -jar handfast.jar handshake shop.test:443 --scan",
				"  java -jar handfast.jar handshake shop.test:443 --svg shake.svg --html shake.html",
				"  java -jar handfast.jar handshake shop.test:443 --json > report.json" })
class HandshakeCommand implements Callable<Integer> {

	private static final int PASSED = 0;

	private static final int WARNED = 1;

	private static final int FAILED = 2;

	// No bundle of roots in use is over a megabyte.
	private static final long MOST_BYTES = 10_000_000;

	@Spec
	private @Nullable CommandSpec spec;

	@Parameters(paramLabel = "HOST:PORT", description = "Such as shop.test:443, 10.1.2.3:443 or [fd00::1]:443")
	private String target = "";

	@Option(names = "--name", paramLabel = "NAME",
			description = "The name to ask for and to find in the certificate; HOST where not given")
	private @Nullable String name;

	@Option(names = "--trust", paramLabel = "FILE",
			description = "Roots to trust beside the system's, PEM or DER; may be given again")
	private List<Path> trust = new ArrayList<>();

	@Option(names = "--starttls", paramLabel = "PROTOCOL",
			description = "Begins in clear: smtp, imap, pop3, ftp, ldap, xmpp, postgres or mysql")
	private @Nullable String startTls;

	@Option(names = "--dns-over-https",
			description = "Asks for an address over the connection, at /dns-query, and tells what came")
	private boolean dnsOverHttps;

	@Option(names = "--scan", description = "Asks, beside, for all versions, suites and groups that the server takes")
	private boolean scan;

	@Option(names = "--color", paramLabel = "WHEN", defaultValue = "auto",
			description = "auto, always or never (default: ${DEFAULT-VALUE}, for a terminal without NO_COLOR)")
	private String color = "auto";

	@Option(names = "--json", description = "Prints the report as JSON")
	private boolean json;

	@Option(names = "--svg", paramLabel = "FILE", description = "Writes a sequence diagram too")
	private @Nullable Path svg;

	@Option(names = "--html", paramLabel = "FILE", description = "Writes a page with all of it too")
	private @Nullable Path html;

	@Override
	public Integer call() {
		// What is printed is the report alone. Without effect where logging has begun.
		System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
		System.setProperty("slf4j.internal.verbosity", "ERROR");
		boolean coloured = isColoured();
		HandshakeReport report = verify(order());
		PrintWriter out = spec().commandLine().getOut();
		if (this.json) {
			out.println(ReportForms.json(report));
		}
		else {
			out.print(ReportForms.text(report, coloured));
		}
		out.flush();
		write(this.svg, () -> ReportForms.diagram(report));
		write(this.html, () -> ReportForms.pageAlone(report));
		return switch (report.verdict()) {
			case HandshakeReport.PASSED -> PASSED;
			case HandshakeReport.PASSED_WITH_WARNINGS -> WARNED;
			default -> FAILED;
		};
	}

	private SiteOrder order() {
		List<byte[]> anchors = this.trust.stream().flatMap((file) -> anchors(file).stream()).toList();
		return new SiteOrder(this.target, this.name, null, "system", anchors, this.startTls, null, this.scan,
				this.dnsOverHttps ? "dns-over-https" : null);
	}

	private HandshakeReport verify(SiteOrder order) {
		try {
			return SiteHandshakes.standalone().verify(order);
		}
		catch (Problem ex) {
			throw wrong(String.valueOf(ex.getMessage()));
		}
	}

	private List<byte[]> anchors(Path file) {
		byte[] bytes = read(file);
		// DER begins with a SEQUENCE, which no text does.
		if (bytes.length > 0 && bytes[0] == 0x30 && (bytes.length < 2 || bytes[1] < 0)) {
			return List.of(bytes);
		}
		try {
			return Pem.certificates(new String(bytes, StandardCharsets.ISO_8859_1));
		}
		catch (MalformedException ex) {
			throw wrong(file + " holds no whole CERTIFICATE block: name a file with the roots to trust");
		}
	}

	private byte[] read(Path file) {
		try {
			if (Files.size(file) > MOST_BYTES) {
				throw wrong(file + " is too large to be a file of roots");
			}
			return Files.readAllBytes(file);
		}
		catch (IOException ex) {
			throw wrong(file + " can't be read: name a file with the roots to trust");
		}
	}

	private void write(@Nullable Path file, Supplier<String> content) {
		if (file == null) {
			return;
		}
		try {
			Files.writeString(file, content.get());
		}
		catch (IOException ex) {
			throw wrong(file + " can't be written: name a file in a folder that exists and is yours");
		}
	}

	private boolean isColoured() {
		return switch (this.color) {
			case "always" -> true;
			case "never" -> false;
			case "auto" -> isTerminal();
			default -> throw wrong("Write --color=auto, always or never");
		};
	}

	private static boolean isTerminal() {
		String none = System.getenv("NO_COLOR");
		Console console = System.console();
		return (none == null || none.isEmpty()) && !"dumb".equals(System.getenv("TERM")) && console != null
				&& console.isTerminal();
	}

	private ParameterException wrong(String message) {
		return new ParameterException(spec().commandLine(), message);
	}

	private CommandSpec spec() {
		return Objects.requireNonNull(this.spec);
	}

}
