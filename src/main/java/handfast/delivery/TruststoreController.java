package handfast.delivery;

import java.time.Duration;

import handfast.access.PublicEndpoint;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The truststore over HTTP.
 */
@RestController
@Tag(name = "Trust")
class TruststoreController {

	private static final MediaType PKCS12 = MediaType.parseMediaType("application/pkcs12");

	private static final Duration LONGEST_CACHED = Duration.ofMinutes(5);

	private final Truststore truststore;

	TruststoreController(Truststore truststore) {
		this.truststore = truststore;
	}

	@Operation(summary = "The root as a truststore for Java",
			description = "PKCS #12 with the password changeit, as javax.net.ssl.trustStore takes it; Java wants"
					+ " javax.net.ssl.trustStorePassword beside it. Compare the root's fingerprint by another way first.")
	@ApiResponse(responseCode = "200", description = "The file",
			headers = @Header(name = "Handfast-Truststore-Password", description = "Its password"),
			content = @Content(mediaType = "application/pkcs12", schema = @Schema(type = "string", format = "binary")))
	@PublicEndpoint
	@GetMapping("/truststore.p12")
	ResponseEntity<byte[]> truststore() {
		return ResponseEntity.ok()
			.contentType(PKCS12)
			.cacheControl(CacheControl.maxAge(LONGEST_CACHED))
			.header(HttpHeaders.CONTENT_DISPOSITION,
					ContentDisposition.attachment().filename("truststore.p12").build().toString())
			.header("Handfast-Truststore-Password", Truststore.PASSWORD)
			.body(this.truststore.file());
	}

}
