package handfast.bundle;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.Verdict;
import handfast.x509.CertificateSummary;
import handfast.x509.MalformedException;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What is to be said of a file, in the words of a handshake report. Holds no key.
 *
 * @param findings most severe and most causal first
 * @param path null where the file holds nothing that could be shown in a handshake
 * @param certificates in the order of the file
 */
public record Inspection(@Schema(implementation = String.class, allowableValues = {
		"passed", "passed-with-warnings", "failed" }) Verdict verdict, List<Finding> findings, @Nullable Path path,
		List<CertificateSummary> certificates){

	/**
	 * Of a file that is none of a kind that is inspected.
	 */
	static Inspection unreadable(MalformedException why) {
		return new Inspection(Verdict.FAILED,
				List.of(Finding.of(Code.of(why.code()), String.valueOf(why.getMessage()))), null, List.of());
	}

	/**
	 * @param anchor subject of the trusted root; null where none was reached
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record Path(boolean trusted, @Nullable String anchor) {
	}

}
