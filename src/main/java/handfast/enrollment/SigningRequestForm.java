package handfast.enrollment;

import java.util.List;
import java.util.Optional;

import handfast.validation.Code;
import handfast.x509.DistinguishedName;
import handfast.x509.KeyAlgorithm;
import handfast.x509.Name;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of {@code POST /api/v1/signing-requests}.
 */
record SigningRequestForm(
		@Schema(description = "What the other CA is to certify",
				example = "[\"shop.example.com\"]") @Nullable List<@Nullable String> names,
		@Schema(description = "Distinguished name as in RFC 4514; CN = the first name where it is left out",
				example = "CN=shop.example.com,O=Shop") @Nullable String subject,
		@Schema(description = "Algorithm of the key pair", example = "EC-P256",
				defaultValue = "EC-P256") @Nullable String key) {

	/**
	 * The form with each text parsed.
	 */
	record Read(List<Name> names, DistinguishedName subject, KeyAlgorithm key) {
	}

	Read read() {
		FormReader reader = new FormReader();
		List<Name> names = reader.names("/names", this.names);
		Optional<DistinguishedName> subject = reader.subject("/subject", this.subject);
		Optional<KeyAlgorithm> key = reader.keyAlgorithm("/key", this.key);
		if (this.names == null || this.names.isEmpty()) {
			reader.conflict("/names", Code.NAMES_MISSING, "Say what to certify: send names such as [\"shop.test\"].");
		}
		reader.requireReadable();
		return new Read(names,
				subject.map((asked) -> CommonNames.spelledAs(names, asked)).orElseGet(() -> commonName(names)),
				key.orElse(KeyAlgorithm.EC_P256));
	}

	// Many public CAs want a subject in the CSR, and none minds the first name there.
	private static DistinguishedName commonName(List<Name> names) {
		return names.stream()
			.filter((name) -> name.type().equals("dns") && name.value().length() <= 64)
			.findFirst()
			.map((name) -> DistinguishedName.parse("CN=" + name.value()))
			.orElseGet(() -> DistinguishedName.parse(""));
	}

}
