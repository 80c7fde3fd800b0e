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

	@GetMapping("/api/v1/certificates")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER, Role.READER })
	Page<CertificateView> search(HttpServletRequest request, Paging paging, Caller caller) {
		CertificateQuery query = new SearchForm(request.getParameterMap()).read();
		CertificateSearch.Found found = this.search.find(query, caller, Place.read(paging.position()), paging.limit());
		Place next = found.next();
		return new Page<>(found.items().stream().map((item) -> CertificateView.of(item, this.clock.instant())).toList(),
				(next != null) ? this.cursors.encode(paging.query(), next.position()) : null);
	}

	@GetMapping("/api/v1/certificates/{id}")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER, Role.READER })
	CertificateView find(@PathVariable UUID id, Caller caller) {
		Certificate certificate = this.certificates.require(id, caller);
		return CertificateView.of(certificate, this.clock.instant(), this.history.of(certificate, caller));
	}

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
