package handfast.revocation;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;

import handfast.access.OcspGet;
import handfast.access.PublicEndpoint;
import handfast.problem.ProblemType;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/**
 * OCSP over HTTP, for anyone, without TLS and without a token.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc6960#appendix-A RFC 6960 App. A
 * @spec https://www.rfc-editor.org/rfc/rfc5019#section-6 RFC 5019 §6
 */
@RestController
@Hidden
class OcspController {

	private static final MediaType RESPONSE = MediaType.parseMediaType("application/ocsp-response");

	// A revocation is seen soon, and a busy client does not ask at each handshake.
	private static final Duration LONGEST_CACHED = Duration.ofMinutes(5);

	private final OcspResponder responder;

	private final Clock clock;

	OcspController(OcspResponder responder, Clock clock) {
		this.responder = responder;
		this.clock = clock;
	}

	@PostMapping(path = "/pki/ocsp", consumes = "application/ocsp-request")
	@PublicEndpoint
	ResponseEntity<byte[]> post(@RequestBody(required = false) byte @Nullable [] body, HttpServletRequest request) {
		OcspResponder.Reply reply = this.responder.answer((body != null) ? body : new byte[0], request.getRemoteAddr());
		return ResponseEntity.ok().contentType(RESPONSE).cacheControl(CacheControl.noStore()).body(reply.der());
	}

	@GetMapping("/pki/ocsp")
	@PublicEndpoint
	ResponseEntity<byte[]> get(@RequestAttribute(name = OcspGet.DATA, required = false) @Nullable String data,
			HttpServletRequest request, WebRequest conditions) {
		if (data == null) {
			throw ProblemType.UNREADABLE
				.because("Write the OCSP request after /pki/ocsp/, in base64 and URL-encoded, or send it by POST.");
		}
		OcspResponder.Reply reply = this.responder.answer(read(data), request.getRemoteAddr());
		KeptAnswer kept = reply.kept();
		return (kept != null) ? cached(kept, conditions)
				: ResponseEntity.ok().contentType(RESPONSE).cacheControl(CacheControl.noStore()).body(reply.der());
	}

	private ResponseEntity<byte[]> cached(KeptAnswer kept, WebRequest conditions) {
		boolean known = conditions.checkNotModified(kept.tag(), kept.thisUpdate().toEpochMilli());
		ResponseEntity.BodyBuilder answer = ResponseEntity.status(known ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
			.cacheControl(CacheControl.maxAge(cachedFor(kept)).cachePublic().noTransform().mustRevalidate())
			.eTag(kept.tag())
			.lastModified(kept.thisUpdate())
			.headers((headers) -> headers.setExpires(kept.nextUpdate()));
		return known ? answer.build() : answer.contentType(RESPONSE).body(kept.der());
	}

	private Duration cachedFor(KeptAnswer kept) {
		Duration left = Duration.between(this.clock.instant(), kept.nextUpdate());
		return left.isNegative() ? Duration.ZERO : (left.compareTo(LONGEST_CACHED) < 0) ? left : LONGEST_CACHED;
	}

	// Some clients encode, some do not, and a plus is a plus.
	private static byte[] read(String data) {
		try {
			return Base64.getDecoder().decode(URLDecoder.decode(data.replace("+", "%2B"), StandardCharsets.US_ASCII));
		}
		catch (IllegalArgumentException ex) {
			return new byte[0];
		}
	}

}
