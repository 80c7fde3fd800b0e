package handfast.certificate;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

import handfast.access.Caller;
import handfast.access.Cursors;
import handfast.access.Page;
import handfast.access.Paging;
import handfast.access.RequiresRole;
import handfast.access.Role;
import handfast.x509.CertsOnly;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * The inventory over HTTP.
 */
@RestController
@Tag(name = "Certificates")
class CertificateController {

	private static final String PEM_CHAIN = "application/pem-certificate-chain";

	private static final String PKIX_CERT = "application/pkix-cert";

	private static final String PKCS7 = "application/pkcs7-mime";

	private final Certificates certificates;

	private final CertificateSearch search;

	private final History history;

	private final Cursors cursors;

	private final Clock clock;

	CertificateController(Certificates certificates, CertificateSearch search, History history, Cursors cursors,
			Clock clock) {
		this.certificates = certificates;
		this.search = search;
		this.history = history;
		this.cursors = cursors;
		this.clock = clock;
	}

	@Operation(summary = "Searches certificates, newest first")
	@Parameter(name = "name", in = ParameterIn.QUERY, description = "A name, or .shop.test for all below",
			schema = @Schema(type = "string"), example = ".shop.test")
	@Parameter(name = "status", in = ParameterIn.QUERY,
			description = "revoked, on-hold, expired, superseded, pending or active", schema = @Schema(type = "string"),
			example = "active")
	@Parameter(name = "profile", in = ParameterIn.QUERY, description = "Name of the profile",
			schema = @Schema(type = "string"), example = "web-server")
	@Parameter(name = "owner", in = ParameterIn.QUERY, description = "Id of the token that asked for it",
			schema = @Schema(type = "string"))
	@Parameter(name = "serialNumber", in = ParameterIn.QUERY, description = "Hex digits",
			schema = @Schema(type = "string"))
	@Parameter(name = "fingerprint", in = ParameterIn.QUERY, description = "SHA-256, hex digits",
			schema = @Schema(type = "string"))
	@Parameter(name = "expiresBefore", in = ParameterIn.QUERY, description = "With it, the order is that of notAfter",
			schema = @Schema(type = "string", format = "date-time"), example = "2030-01-31T00:00:00Z")
	@Parameter(name = "expiresAfter", in = ParameterIn.QUERY, description = "With it, the order is that of notAfter",
			schema = @Schema(type = "string", format = "date-time"), example = "2026-01-31T00:00:00Z")
	@Parameter(name = "contact", in = ParameterIn.QUERY,
			description = "One of those who are told: a mail address, or webhook:NAME",
			schema = @Schema(type = "string"), example = "ops@shop.test")
	@GetMapping("/api/v1/certificates")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER, Role.READER })
	Page<CertificateView> search(HttpServletRequest request, Paging paging, Caller caller) {
		CertificateQuery query = new SearchForm(request.getParameterMap()).read();
		CertificateSearch.Found found = this.search.find(query, caller, Place.read(paging.position()), paging.limit());
		Place next = found.next();
		return new Page<>(found.items().stream().map((item) -> CertificateView.of(item, this.clock.instant())).toList(),
				(next != null) ? this.cursors.encode(paging.query(), next.position()) : null);
	}

	@Operation(summary = "Shows one certificate with its history")
	@GetMapping("/api/v1/certificates/{id}")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER, Role.READER })
	CertificateView find(@PathVariable UUID id, Caller caller) {
		Certificate certificate = this.certificates.require(id, caller);
		return CertificateView.of(certificate, this.clock.instant(), this.history.of(certificate, caller));
	}

	@Operation(summary = "The certificate as a file: PEM chain, DER or PKCS #7")
	@GetMapping(path = "/api/v1/certificates/{id}/certificate", produces = { PEM_CHAIN, PKIX_CERT, PKCS7 })
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER, Role.READER })
	ResponseEntity<byte[]> file(@PathVariable UUID id, @RequestHeader HttpHeaders headers, Caller caller) {
		Certificate certificate = this.certificates.require(id, caller);
		MediaType type = chosen(headers.getAccept());
		return ResponseEntity.ok().contentType(type).body(content(certificate, type));
	}

	private static byte[] content(Certificate certificate, MediaType type) {
		return switch (type.toString()) {
			case PKIX_CERT -> certificate.requireDer();
			case PKCS7 -> CertsOnly.pkcs7(CertificateView.whole(certificate));
			default -> CertificateView.chain(CertificateView.whole(certificate)).getBytes(StandardCharsets.US_ASCII);
		};
	}

	// What is not among the three was refused by the mapping.
	private static MediaType chosen(List<MediaType> accepted) {
		List<MediaType> offered = MediaType.parseMediaTypes(List.of(PEM_CHAIN, PKIX_CERT, PKCS7));
		return accepted.stream()
			.sorted((a, b) -> Double.compare(b.getQualityValue(), a.getQualityValue()))
			.flatMap((range) -> offered.stream().filter(range::includes))
			.findFirst()
			.orElse(offered.getFirst());
	}

}
