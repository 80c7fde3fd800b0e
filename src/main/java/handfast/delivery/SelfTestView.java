package handfast.delivery;

import com.fasterxml.jackson.annotation.JsonRawValue;
import handfast.certificate.Certificate;
import handfast.handshake.HandshakeReport;
import handfast.validation.Finding;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The {@code selfTest} of a certificate.
 *
 * @param report path of the report
 * @param handshakes a line for each
 * @param findings most severe first; empty where it passed
 */
@Schema(name = "SelfTest")
record SelfTestView(String verdict, @Nullable String report,
		@JsonRawValue @ArraySchema(schema = @Schema(implementation = HandshakeReport.Line.class)) String handshakes,
		@JsonRawValue @ArraySchema(schema = @Schema(implementation = Finding.class)) String findings) {

	static SelfTestView of(Certificate.Proof proof) {
		return new SelfTestView(proof.verdict(), reportOf(proof), proof.summary(), proof.findings());
	}

	static @Nullable String reportOf(Certificate.Proof proof) {
		return (proof.report() != null) ? "/api/v1/handshakes/" + proof.report() : null;
	}

}
