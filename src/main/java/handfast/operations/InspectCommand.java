package handfast.operations;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

import handfast.bundle.BundleOrder.Format;
import handfast.bundle.Inspection;
import handfast.bundle.InspectionOrder;
import handfast.bundle.InspectionOrder.NamedFile;
import handfast.bundle.InspectionText;
import handfast.bundle.Inspections;
import handfast.validation.Verdict;
import handfast.x509.MalformedException;
import handfast.x509.Pem;
import handfast.x509.Printable;
import handfast.x509.Secret;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/**
 * Judges files without a service and without a home.
 */
@Command(name = "inspect", mixinStandardHelpOptions = true, sortOptions = false,
		description = { "Judges certificates, keys and keystores before anyone installs them.",
				"PEM and DER files are judged together, as a server takes chain and key;",
				"each PKCS #12 and JKS by itself. Needs no service and no home." },
		exitCodeListHeading = "Exit codes:%n",
		exitCodeList = { "0:all passed", "1:passed with warnings", "2:something failed",
				"3:a file can't be read, or an option is wrong" },
		exitCodeOnInvalidInput = 3, exitCodeOnExecutionException = 3,
		footer = { "", "Examples:", "  java -jar handfast.jar inspect chain.pem key.pem --name shop.test",
				"  java -jar handfast.jar inspect shop.p12 --password-file pw --trust root.pem",
				"  java -jar handfast.jar inspect truststore.p12 --password-file pw --json",
				"  java -jar handfast.jar inspect site.pem --at 2027-01-01T00:00:00Z" })
class InspectCommand implements Callable<Integer> {

	private static final int UNREADABLE = 3;

	private static final int LARGEST = 16 << 20;

	private static final JsonMapper JSON = JsonMapper.builder().build();

	@Parameters(arity = "1..*", paramLabel = "FILE",
			description = "PEM, DER, PKCS #12 or JKS; which one is told by the content")
	private List<Path> files = List.of();

	@Option(names = "--trust", paramLabel = "FILE",
			description = "Roots to trust, PEM or one in DER; those of the system if left out")
	private @Nullable Path trust;

	@Option(names = "--name", paramLabel = "NAME", description = "DNS name or address that the certificate must hold")
	private @Nullable String name;

	@Option(names = "--at", paramLabel = "TIME",
			description = "Time that dates are judged at, such as 2027-01-01T00:00:00Z; now if left out")
	private @Nullable String at;

	@Option(names = "--password-file", paramLabel = "FILE",
			description = "File whose first line is the password of keystore or key")
	private @Nullable Path passwordFile;

	@Option(names = "--json", description = "Prints JSON: one object, or a list where several are judged")
	private boolean json;

	@Override
	public Integer call() {
		try {
			Map<String, Inspection> inspections = inspect(new Inspections(Clock.systemUTC(), List::of));
			tell(inspections);
			return inspections.values().stream().mapToInt((one) -> exitCode(one.verdict())).max().orElse(UNREADABLE);
		}
		catch (Unreadable ex) {
			System.err.println(ex.getMessage());
			return UNREADABLE;
		}
	}

	private Map<String, Inspection> inspect(Inspections inspections) {
		Secret password = (this.passwordFile != null) ? password(this.passwordFile) : null;
		List<byte[]> anchors = (this.trust != null) ? anchors(this.trust) : null;
		Instant time = (this.at != null) ? time(this.at) : null;
		Map<String, List<NamedFile>> groups = new LinkedHashMap<>();
		List<String> texts = new ArrayList<>();
		List<NamedFile> together = new ArrayList<>();
		for (Path file : this.files) {
			NamedFile read = new NamedFile(called(file), bytes(file));
			if (Inspections.isText(read.bytes())) {
				texts.add(file.toString());
				together.add(read);
			}
			else {
				groups.put(file.toString(), List.of(read));
			}
		}
		if (!together.isEmpty()) {
			groups.put(String.join(", ", texts), together);
		}
		Map<String, Inspection> told = new LinkedHashMap<>();
		groups.forEach((names, group) -> {
			try {
				told.put(names, inspections.inspect(new InspectionOrder(group, password, anchors, this.name, time)));
			}
			catch (MalformedException ex) {
				throw new Unreadable(Printable.of(names) + " can't be read: " + ex.getMessage());
			}
		});
		return told;
	}

	private void tell(Map<String, Inspection> inspections) {
		if (this.json) {
			Object shown = (inspections.size() == 1) ? inspections.values().iterator().next() : inspections.values();
			System.out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(shown));
		}
		else {
			inspections.forEach((names, one) -> InspectionText.lines(names, one).forEach(System.out::println));
		}
	}

	private static int exitCode(Verdict verdict) {
		return switch (verdict) {
			case PASSED -> 0;
			case PASSED_WITH_WARNINGS -> 1;
			case FAILED -> 2;
		};
	}

	private static @Nullable Format called(Path file) {
		String name = file.toString().toLowerCase(Locale.ROOT);
		if (name.endsWith(".jks")) {
			return Format.JKS;
		}
		return (name.endsWith(".p12") || name.endsWith(".pfx")) ? Format.PKCS12 : null;
	}

	private static List<byte[]> anchors(Path file) {
		byte[] bytes = bytes(file);
		if (bytes.length > 0 && bytes[0] == 0x30) {
			return List.of(bytes);
		}
		try {
			return Pem.certificates(new String(bytes, StandardCharsets.ISO_8859_1));
		}
		catch (MalformedException ex) {
			throw new Unreadable(file + " can't be read: " + ex.getMessage());
		}
	}

	private static Secret password(Path file) {
		String text = new String(bytes(file), StandardCharsets.UTF_8);
		return Secret.of(text.lines().findFirst().orElse(""));
	}

	private static Instant time(String text) {
		try {
			return OffsetDateTime.parse(text).toInstant();
		}
		catch (DateTimeException ex) {
			throw new Unreadable("--at is not a time; write it as 2027-01-01T00:00:00Z.");
		}
	}

	private static byte[] bytes(Path file) {
		try (InputStream input = Files.newInputStream(file)) {
			byte[] bytes = input.readNBytes(LARGEST + 1);
			if (bytes.length > LARGEST) {
				throw new Unreadable(file + " is larger than 16 MiB.");
			}
			return bytes;
		}
		catch (IOException ex) {
			throw new Unreadable(file + " can't be read: "
					+ (Files.exists(file) ? "look at its kind and permissions." : "there is no such file."));
		}
	}

	/**
	 * A file or option that can't be taken; its message is for the person who typed it.
	 */
	private static final class Unreadable extends RuntimeException {

		Unreadable(String message) {
			super(message);
		}

	}

}
