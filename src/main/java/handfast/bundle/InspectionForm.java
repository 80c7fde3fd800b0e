package handfast.bundle;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import handfast.bundle.BundleOrder.Format;
import handfast.bundle.InspectionOrder.NamedFile;
import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.validation.Code;
import handfast.validation.Violation;
import handfast.x509.MalformedException;
import handfast.x509.Pem;
import handfast.x509.Secret;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * The JSON that asks for an inspection: one file, and by which measure.
 */
record InspectionForm(
		@Schema(description = "Chain with or without its private key, in the order of the file") @Nullable String pem,
		@Schema(description = "Base64 of a PKCS #12 file") @Nullable String pkcs12,
		@Schema(description = "Base64 of a JKS file") @Nullable String jks,
		@Schema(description = "Of the keystore or the key") @Nullable @Size(max = 1000) String password,
		@Schema(description = "PEM of the anchors; Handfast's root and the system's if left out") @Nullable String trust,
		@Schema(description = "DNS name or address that the certificate must hold") @Nullable @Size(min = 1,
				max = 253) String serverName,
		@Schema(description = "Time that dates are judged at; now if left out") @Nullable Instant at) {

	/**
	 * @throws Problem with a violation for each field that can't be taken
	 */
	InspectionOrder toOrder() {
		List<Violation> violations = new ArrayList<>();
		if (this.pem == null && this.pkcs12 == null && this.jks == null) {
			violations.add(new Violation("/pem", Code.REQUIRED, "Send the file as pem, pkcs12 or jks"));
		}
		List<NamedFile> files = new ArrayList<>();
		if (this.pem != null) {
			files.add(new NamedFile(null, this.pem.getBytes(StandardCharsets.UTF_8)));
		}
		take(files, Format.PKCS12, "/pkcs12", this.pkcs12, violations);
		take(files, Format.JKS, "/jks", this.jks, violations);
		List<byte[]> anchors = anchors(violations);
		if (!violations.isEmpty()) {
			throw refused(violations);
		}
		return new InspectionOrder(files, (this.password != null) ? Secret.of(this.password) : null, anchors,
				this.serverName, this.at);
	}

	/**
	 * Whether it is text that is to be inspected.
	 */
	boolean isPem() {
		return this.pem != null;
	}

	static Problem refused(List<Violation> violations) {
		return ProblemType.INVALID_REQUEST.because("Correct the fields that the violations name, and send it again")
			.with("violations", violations);
	}

	private static void take(List<NamedFile> files, Format called, String field, @Nullable String base64,
			List<Violation> violations) {
		if (base64 == null) {
			return;
		}
		if (!files.isEmpty()) {
			violations.add(new Violation(field, Code.CONFLICTING_FIELDS, "Send one of pem, pkcs12 and jks"));
			return;
		}
		try {
			byte[] bytes = Base64.getDecoder().decode(base64.replaceAll("[ \t\r\n]", ""));
			if (bytes.length > 0) {
				files.add(new NamedFile(called, bytes));
				return;
			}
		}
		catch (IllegalArgumentException ex) {
			// Told below, like an empty file.
		}
		violations.add(new Violation(field, Code.MALFORMED_VALUE, "Send the bytes of the file as Base64"));
	}

	private @Nullable List<byte[]> anchors(List<Violation> violations) {
		if (this.trust == null) {
			return null;
		}
		try {
			return Pem.certificates(this.trust);
		}
		catch (MalformedException ex) {
			violations.add(new Violation("/trust", Code.PEM_MALFORMED, "Paste at least one whole CERTIFICATE block"));
			return null;
		}
	}

	@Override
	public String toString() {
		return "InspectionForm[***]";
	}

}
