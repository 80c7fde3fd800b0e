package handfast.installation;

import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

import handfast.access.PublicEndpoint;
import handfast.installation.Kits.Kit;
import handfast.validation.Code;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The trust kit over HTTP, for everybody.
 */
@RestController
@Tag(name = "Trust")
class TrustKitController {

	private static final String GZIP = "application/gzip";

	private static final String ZIP = "application/zip";

	private static final Duration LONGEST_CACHED = Duration.ofMinutes(5);

	private final TrustKits kits;

	TrustKitController(TrustKits kits) {
		this.kits = kits;
	}

	@Operation(summary = "The kit by which a machine comes to trust this service",
			description = "An archive with the root in the form that each platform wants, and trust.sh and trust.ps1,"
					+ " which install it, ask this service from each place by a request, and undo it. They touch nothing"
					+ " until they are given the root's SHA-256, which is to come another way. By Accept or by format.")
	@ApiResponse(responseCode = "200", description = "The kit",
			headers = @Header(name = "Repr-Digest", description = "SHA-256 of the archive (RFC 9530)"),
			content = { @Content(mediaType = GZIP, schema = @Schema(type = "string", format = "binary")),
					@Content(mediaType = ZIP, schema = @Schema(type = "string", format = "binary")) })
	@PublicEndpoint
	@GetMapping(path = "/trust-kit", produces = { GZIP, ZIP })
	ResponseEntity<byte[]> kit(
			@Parameter(description = "how it is packed; tar.gz where neither this nor Accept says it",
					schema = @Schema(allowableValues = { "tar.gz", "zip" })) @RequestParam(
							required = false) @Nullable String format,
			@RequestHeader HttpHeaders headers, HttpServletRequest request) {
		Archive archive = (format != null) ? named(format) : accepted(headers.getAccept());
		Kit kit = this.kits.kit(InstallationController.addressOf(request), archive);
		return ResponseEntity.ok()
			.contentType(MediaType.parseMediaType(kit.mediaType()))
			.cacheControl(CacheControl.maxAge(LONGEST_CACHED))
			.varyBy(HttpHeaders.ACCEPT)
			.header(HttpHeaders.CONTENT_DISPOSITION,
					ContentDisposition.attachment().filename(kit.fileName()).build().toString())
			.header("Repr-Digest", "sha-256=:" + Base64.getEncoder().encodeToString(kit.digest()) + ":")
			.body(kit.bytes());
	}

	private static Archive named(String format) {
		return Arrays.stream(Archive.values())
			.filter((archive) -> archive.extension().equals(format))
			.findFirst()
			.orElseThrow(() -> Places.refused("/format", Code.UNKNOWN_VALUE, "Write one of "
					+ Arrays.stream(Archive.values()).map(Archive::extension).collect(Collectors.joining(", "))));
	}

	// What is neither of the two was refused by the mapping.
	private static Archive accepted(List<MediaType> accepted) {
		return accepted.stream()
			.sorted((a, b) -> Double.compare(b.getQualityValue(), a.getQualityValue()))
			.flatMap((range) -> Arrays.stream(Archive.values())
				.filter((archive) -> range.includes(MediaType.parseMediaType(archive.mediaType()))))
			.findFirst()
			.orElse(Archive.TAR_GZ);
	}

}
