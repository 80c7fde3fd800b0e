package handfast.installation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

import handfast.access.Caller;
import handfast.audit.AuditLine;
import handfast.authority.Authorities;
import handfast.bundle.Alias;
import handfast.bundle.BundleOrder;
import handfast.certificate.Certificate;
import handfast.delivery.Deliveries;
import handfast.delivery.DeliveryOutcome;
import handfast.installation.Archive.File;
import handfast.installation.KitTarget.Configuration;
import handfast.problem.ProblemType;
import handfast.x509.Fingerprint;
import handfast.x509.ObservedName;
import handfast.x509.Pem;

import org.springframework.stereotype.Service;

/**
 * Makes the kit of a place: the script, what it has to know, and files that have been
 * shaken hands with; all of it summed and signed.
 */
@Service
class Kits {

	private static final int SECRET = 0600;

	private static final int PLAIN = 0644;

	private static final int PROGRAM = 0755;

	private static final String PRIVATE_KEY = "PRIVATE KEY";

	private final Places places;

	private final Deliveries deliveries;

	private final Authorities authorities;

	private final KitSigner signer;

	private final PlaceCredentials credentials;

	private final Clock clock;

	private final String script = resource("/kit/install.sh");

	private final String page = resource("/kit/README.txt");

	Kits(Places places, Deliveries deliveries, Authorities authorities, KitSigner signer, PlaceCredentials credentials,
			Clock clock) {
		this.places = places;
		this.deliveries = deliveries;
		this.authorities = authorities;
		this.signer = signer;
		this.credentials = credentials;
		this.clock = clock;
	}

	/**
	 * Makes a kit for what the place should serve now. Where the private key is not held,
	 * the kit comes without it.
	 * @param service where the host reaches this service, {@code https://ca.test:8443}
	 * @throws handfast.problem.Problem {@code SELF_TEST_FAILED} where the bundle did not
	 * stand its handshake
	 */
	Kit make(Place place, String service, Archive archive, Caller caller) {
		Certificate certificate = this.places.wanted(place);
		KitTarget target = this.places.target(place);
		String folder = folder(place, certificate);
		SequencedMap<String, File> files = new LinkedHashMap<>();
		files.put("README.txt", plain(page(place, target, certificate, folder)));
		files.put("install.sh", program(this.script));
		files.put("target.conf", plain(settings(target, folder)));
		Configuration configuration = target.configuration();
		if (configuration != null) {
			files.put("snippet", plain(words(configuration.lines(), folder)));
		}
		files.put("manifest", plain(manifest(place, target, certificate, service, folder)));
		putCertificate(files, certificate, caller);
		files.put("root.pem", plain(Pem.certificates(this.authorities.anchors())));
		this.places.record(AuditLine.of(caller.actor(), "installation.kit", place.id().toString(), "done")
			.withDetail(target.name() + " " + certificate.id())
			.withRequest(caller.requestId()), () -> {
				if (place.renew()) {
					files.put("credential", new File(
							bytes(new String(this.credentials.create(place.id(), null).value()) + "\n"), SECRET));
				}
			});
		File sums = plain(sums(files));
		files.put("SHA256SUMS", sums);
		files.put("SHA256SUMS.p7s", new File(this.signer.sign(sums.bytes()), PLAIN));
		String name = "handfast-" + folder;
		return new Kit(name + "." + archive.extension(), archive.mediaType(),
				archive.of(name, files, this.clock.instant()));
	}

	private void putCertificate(Map<String, File> files, Certificate certificate, Caller caller) {
		String chain = certificate.chain().stream().map(Pem::certificate).collect(Collectors.joining());
		files.put("cert.pem", plain(Pem.certificate(certificate.requireDer())));
		files.put("chain.pem", plain(chain));
		if (certificate.keyHeld()) {
			files.put("privkey.pem", new File(bytes(provenKey(certificate, caller)), SECRET));
		}
	}

	// The bundle holds the key as it was shaken hands with.
	private String provenKey(Certificate certificate, Caller caller) {
		BundleOrder order = BundleOrder.plainPem(Alias.of(certificate.names(), certificate.id()));
		return switch (this.deliveries.deliver(certificate, order, false, caller)) {
			case DeliveryOutcome.Delivered delivered ->
				Pem.read(new String(delivered.bundle().bytes(), StandardCharsets.US_ASCII))
					.stream()
					.filter((block) -> block.label().equals(PRIVATE_KEY))
					.map((block) -> Pem.write(PRIVATE_KEY, block.der()))
					.findFirst()
					.orElseThrow();
			case DeliveryOutcome.Unproven unproven -> throw ProblemType.SELF_TEST_FAILED
				.because("No kit was made, because a handshake with its files failed." + " Ask for a new certificate")
				.with("findings", unproven.trial().findings());
			case DeliveryOutcome.Refused refused ->
				throw new IllegalStateException("A plain PEM is refused: " + refused);
		};
	}

	private String manifest(Place place, KitTarget target, Certificate certificate, String service, String folder) {
		Map<String, String> lines = new LinkedHashMap<>();
		lines.put("kit", "1");
		lines.put("made", this.clock.instant().toString());
		lines.put("installation", place.id().toString());
		lines.put("service", service);
		lines.put("target", target.name());
		lines.put("folder", folder);
		lines.put("names",
				certificate.names()
					.stream()
					.filter((name) -> name.type().equals("dns") || name.type().equals("ip"))
					.map(ObservedName::value)
					.collect(Collectors.joining(" ")));
		lines.put("serverName", place.serverName());
		lines.put("address", address(place, target));
		lines.put("startTls", String.valueOf(place.startTls()).replace("null", ""));
		lines.put("alias", Alias.of(certificate.names(), certificate.id()).value());
		lines.put("serialNumber", certificate.serial());
		lines.put("keyAlgorithm", certificate.keyAlgorithm());
		lines.put("certificate", Fingerprint.of(certificate.requireDer()).hex());
		lines.put("root", Fingerprint.of(this.authorities.root()).hex());
		lines.put("notAfter", certificate.notAfter().toString());
		return lines.entrySet()
			.stream()
			.map((line) -> line.getKey() + "=" + line.getValue() + "\n")
			.collect(Collectors.joining());
	}

	// Any other server has no usual port.
	private static String address(Place place, KitTarget target) {
		String address = place.address();
		if (address != null) {
			return address;
		}
		return target.name().equals("files") ? "" : "localhost:" + target.usualPort();
	}

	private static String settings(KitTarget target, String folder) {
		Map<String, String> settings = new LinkedHashMap<>();
		settings.put("PROGRAM", target.program());
		settings.put("UNIT", target.unit());
		settings.put("UNIT_ACTION", target.unitAction());
		settings.put("MAIN", target.main());
		settings.put("PID_FILE", target.pidFile());
		settings.put("PORT", String.valueOf(target.usualPort()));
		settings.put("FILES", String.join(" ", target.files()));
		settings.put("OWNER", target.owner());
		settings.put("MODE", target.mode());
		settings.put("SWITCH", target.switchesFiles() ? "files" : "link");
		settings.put("TEST", target.test());
		settings.put("RELOAD", target.reload());
		settings.put("RESTART", target.restart());
		settings.put("RESTART_FOR", String.join(" ", target.restartFor()));
		settings.put("START", target.start());
		settings.put("PATIENCE", String.valueOf(target.patience()));
		Configuration configuration = target.configuration();
		settings.put("CONFIG", (configuration != null) ? words(configuration.file(), folder) : "");
		settings.put("CONFIG_KIND", (configuration == null || configuration.own()) ? "own" : "block");
		settings.put("CONFIG_BEFORE", (configuration != null) ? configuration.before() : "");
		settings.put("COMMENT", (configuration != null) ? configuration.comment() : "#");
		settings.put("COMMENT_END", (configuration != null) ? configuration.commentEnd() : "");
		return settings.entrySet()
			.stream()
			.map((one) -> "TARGET_" + one.getKey() + "=" + quoted(one.getValue()) + "\n")
			.collect(Collectors.joining());
	}

	private static String quoted(String value) {
		return "'" + value.replace("'", "'\\''") + "'";
	}

	private String page(Place place, KitTarget target, Certificate certificate, String folder) {
		Configuration configuration = target.configuration();
		String lines = (configuration != null) ? words(configuration.lines(), folder).indent(4) : "";
		return this.page.replace("@TITLE@", target.title())
			.replace("@NAMES@", certificate.names().stream().map(ObservedName::value).collect(Collectors.joining(", ")))
			.replace("@UNTIL@", certificate.notAfter().toString())
			.replace("@ROOT@", Fingerprint.of(this.authorities.root()).hex())
			.replace("@FOLDER@", folder)
			.replace("@ADDRESS@", address(place, target).isEmpty() ? "HOST:PORT" : address(place, target))
			.replace("@PASSWORD_OPTION@", lines.contains("@PASSWORD@") ? " --pass-file FILE" : "")
			.replace("@RENEWAL@", place.renew() ? " --enable-renewal" : "")
			.replace("@RENEWAL_SENTENCE@", place.renew()
					? "With --enable-renewal it renews by itself from then on: the new key is made on this host."
					: "To have it renew by itself, make the installation with \"renew\": true.")
			.replace("@HINT@", target.hint())
			.replace("@LINES@", lines);
	}

	private static String words(String text, String folder) {
		return text.replace("@FOLDER@", folder).replace("@FOLDER_WORD@", folder.replaceAll("[^A-Za-z0-9]", "_"));
	}

	// Names hold nothing that a path or a shell reads, but for the colons of addresses.
	private static String folder(Place place, Certificate certificate) {
		String name = Alias.of(certificate.names(), certificate.id()).value();
		return name + "-" + place.target();
	}

	static String sums(Map<String, File> files) {
		return files.entrySet()
			.stream()
			.map((file) -> HexFormat.of().formatHex(sha256(file.getValue().bytes())) + "  " + file.getKey() + "\n")
			.collect(Collectors.joining());
	}

	private static byte[] sha256(byte[] bytes) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(bytes);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static File plain(String text) {
		return plain(bytes(text));
	}

	static File plain(byte[] bytes) {
		return new File(bytes, PLAIN);
	}

	static File program(String text) {
		return new File(bytes(text), PROGRAM);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	static String resource(String name) {
		try (InputStream stream = Kits.class.getResourceAsStream(name)) {
			if (stream == null) {
				throw new IllegalStateException("The jar lacks " + name);
			}
			return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * An archive to be handed over.
	 */
	record Kit(String fileName, String mediaType, byte[] bytes) {

		byte[] digest() {
			return sha256(this.bytes);
		}

		@Override
		public String toString() {
			return "Kit[" + this.fileName + ", " + this.bytes.length + " bytes]";
		}

	}

}
