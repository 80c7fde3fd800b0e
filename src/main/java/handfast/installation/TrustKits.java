package handfast.installation;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import handfast.authority.Authorities;
import handfast.delivery.Truststore;
import handfast.installation.Archive.File;
import handfast.installation.Kits.Kit;
import handfast.x509.CertificateSummary;
import handfast.x509.Fingerprint;
import handfast.x509.Pem;

import org.springframework.stereotype.Service;

/**
 * Makes the kit by which a machine comes to trust our root: the root in the form that
 * each wants, and a script that installs it, asks and undoes. The same bytes as long as
 * root and address are the same. Nothing in it is secret, and nothing in it makes anybody
 * trust it: that is done by the fingerprint, which comes another way.
 */
@Service
class TrustKits {

	private static final String NAME = "handfast-trust";

	private final Authorities authorities;

	private final Truststore truststore;

	// Anyone can ask for it: the last ones are kept.
	private final Map<Archive, Made> made = new ConcurrentHashMap<>();

	private final String script = Kits.resource("/trust/trust.sh");

	private final String windowsScript = Kits.resource("/trust/trust.ps1");

	private final String page = Kits.resource("/trust/README.txt");

	private final String mobileProfile = Kits.resource("/trust/root.mobileconfig");

	TrustKits(Authorities authorities, Truststore truststore) {
		this.authorities = authorities;
		this.truststore = truststore;
	}

	/**
	 * The kit.
	 * @param service whom the script asks, {@code https://ca.test:8443}
	 */
	Kit kit(String service, Archive archive) {
		byte[] root = this.authorities.root();
		Made last = this.made.get(archive);
		if (last == null || !last.service().equals(service) || !Arrays.equals(last.root(), root)) {
			last = new Made(root, service, make(root, service, archive));
			this.made.put(archive, last);
		}
		return last.kit();
	}

	private Kit make(byte[] root, String service, Archive archive) {
		CertificateSummary summary = CertificateSummary.of(root);
		Instant from = summary.notBefore();
		String subject = Objects.requireNonNull(summary.subject());
		Map<String, String> words = words(root, subject, String.valueOf(summary.notAfter()), service);
		SequencedMap<String, File> files = new LinkedHashMap<>();
		files.put("README.txt", Kits.plain(filled(this.page, words)));
		files.put("trust.sh", Kits.program(this.script));
		files.put("trust.ps1", Kits.plain(this.windowsScript));
		files.put("manifest", Kits.plain("kit=1\nservice=%s\nroot=%s\nsubject=%s\nnotAfter=%s\n".formatted(service,
				Fingerprint.of(root).hex(), subject, summary.notAfter())));
		// update-ca-certificates reads .crt alone; Android and Windows take DER.
		files.put("root.crt", Kits.plain(Pem.certificate(root)));
		files.put("root.cer", Kits.plain(root));
		files.put("truststore.p12", Kits.plain(this.truststore.file()));
		files.put("root.mobileconfig", Kits.plain(filled(this.mobileProfile, inXml(words))));
		files.put("SHA256SUMS", Kits.plain(Kits.sums(files)));
		return new Kit(NAME + "." + archive.extension(), archive.mediaType(),
				archive.of(NAME, files, (from != null) ? from : Instant.EPOCH));
	}

	private static Map<String, String> words(byte[] root, String subject, String notAfter, String service) {
		String fingerprint = Fingerprint.of(root).hex();
		return Map.of("@ROOT@", fingerprint, "@SERVICE@", service, "@SUBJECT@", subject, "@NOT_AFTER@", notAfter,
				"@BASE64@", Base64.getEncoder().encodeToString(root), "@PAYLOAD_UUID@", uuid("payload " + fingerprint),
				"@PROFILE_UUID@", uuid("profile " + fingerprint));
	}

	private static String filled(String text, Map<String, String> words) {
		String filled = text;
		for (Map.Entry<String, String> word : words.entrySet()) {
			filled = filled.replace(word.getKey(), word.getValue());
		}
		return filled;
	}

	// A profile that is installed again replaces the one of the same id.
	private static String uuid(String name) {
		return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString().toUpperCase();
	}

	private static Map<String, String> inXml(Map<String, String> words) {
		return words.entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey,
					(word) -> word.getValue().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")));
	}

	/**
	 * A kit and what it was made for.
	 */
	private record Made(byte[] root, String service, Kit kit) {
	}

}
