package handfast.revocation;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

import handfast.access.PublicEndpoint;
import handfast.problem.ProblemType;
import handfast.x509.Pem;

import io.swagger.v3.oas.annotations.Hidden;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/**
 * What anyone may read without TLS and without a token: roots, CA certificates and CRLs.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc2585#section-4 RFC 2585 §4
 */
@RestController
@Hidden
class PkiController {

	private static final MediaType PEM = MediaType.parseMediaType("application/pem-certificate-chain");

	private static final MediaType CERTIFICATE = MediaType.parseMediaType("application/pkix-cert");

	private static final MediaType CRL = MediaType.parseMediaType("application/pkix-crl");

	// A new CRL is seen soon, and a busy client does not ask at each handshake.
	private static final Duration LONGEST_CACHED = Duration.ofMinutes(5);

	private final Served served;

	private final CaCertificates certificates;

	private final Clock clock;

	PkiController(Served served, CaCertificates certificates, Clock clock) {
		this.served = served;
		this.certificates = certificates;
		this.clock = clock;
	}

	@GetMapping("/pki/root.pem")
	@PublicEndpoint
	ResponseEntity<byte[]> root() {
		byte[] pem = Pem.certificates(this.certificates.roots()).getBytes(StandardCharsets.US_ASCII);
		return ResponseEntity.ok().contentType(PEM).cacheControl(CacheControl.maxAge(LONGEST_CACHED)).body(pem);
	}

	@GetMapping("/pki/{authority}.cer")
	@PublicEndpoint
	ResponseEntity<byte[]> certificate(@PathVariable UUID authority) {
		byte[] der = this.certificates.find(authority)
			.orElseThrow(() -> ProblemType.NOT_FOUND.because("There is no authority " + authority + " here."));
		return ResponseEntity.ok().contentType(CERTIFICATE).cacheControl(CacheControl.maxAge(LONGEST_CACHED)).body(der);
	}

	@GetMapping("/pki/{authority}/{shard}.crl")
	@PublicEndpoint
	ResponseEntity<byte[]> shard(@PathVariable UUID authority, @PathVariable int shard, WebRequest request) {
		if (shard <= CrlScope.WHOLE) {
			throw ProblemType.NOT_FOUND.because("Shards are numbered from 1.");
		}
		return crl(new Served.Key(authority, shard), request);
	}

	@GetMapping("/pki/{authority}.crl")
	@PublicEndpoint
	ResponseEntity<byte[]> wholeList(@PathVariable UUID authority, WebRequest request) {
		return crl(new Served.Key(authority, CrlScope.WHOLE), request);
	}

	private ResponseEntity<byte[]> crl(Served.Key key, WebRequest request) {
		Served.Crl crl = this.served.find(key)
			.orElseThrow(() -> ProblemType.NOT_FOUND.because("There is no such CRL here."));
		boolean known = request.checkNotModified(crl.tag(), crl.thisUpdate().toEpochMilli());
		ResponseEntity.BodyBuilder answer = ResponseEntity.status(known ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
			.cacheControl(CacheControl.maxAge(cachedFor(crl)))
			.eTag(crl.tag())
			.lastModified(crl.thisUpdate());
		return known ? answer.build() : answer.contentType(CRL).body(crl.der());
	}

	private Duration cachedFor(Served.Crl crl) {
		Duration left = Duration.between(this.clock.instant(), crl.nextUpdate());
		return left.isNegative() ? Duration.ZERO : (left.compareTo(LONGEST_CACHED) < 0) ? left : LONGEST_CACHED;
	}

}
