package handfast.revocation;

import java.io.IOException;
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
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.ServletWebRequest;

/**
 * OCSP over HTTP, for anyone, without TLS and without a token.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc6960#appendix-A RFC 6960 App. A
 * @spec https://www.rfc-editor.org/rfc/rfc5019#section-6 RFC 5019 §6
 */
@RestController
@Hidden
class OcspController {

	private static final String RESPONSE = "application/ocsp-response";

	private static final String NO_STORE = "no-store";

	private static final String CACHED = ", must-revalidate, no-transform, public";

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
	void post(@RequestBody(required = false) byte @Nullable [] body, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		OcspResponder.Reply reply = this.responder.answer((body != null) ? body : new byte[0], request.getRemoteAddr());
		response.setHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
		write(reply.der(), response);
	}

	@GetMapping("/pki/ocsp")
	@PublicEndpoint
	void get(@RequestAttribute(name = OcspGet.DATA, required = false) @Nullable String data, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		if (data == null) {
			throw ProblemType.UNREADABLE
				.because("Write the OCSP request after /pki/ocsp/, in base64 and URL-encoded, or send it by POST.");
		}
		OcspResponder.Reply reply = this.responder.answer(read(data), request.getRemoteAddr());
		KeptAnswer kept = reply.kept();
		if (kept == null) {
			response.setHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
			write(reply.der(), response);
		}
		else if (!isKnown(kept, request, response)) {
			write(kept.der(), response);
		}
	}

	private boolean isKnown(KeptAnswer kept, HttpServletRequest request, HttpServletResponse response) {
		response.setHeader(HttpHeaders.CACHE_CONTROL, "max-age=" + cachedFor(kept).toSeconds() + CACHED);
		response.setDateHeader(HttpHeaders.EXPIRES, kept.nextUpdate().toEpochMilli());
		return new ServletWebRequest(request, response).checkNotModified(kept.tag(), kept.thisUpdate().toEpochMilli());
	}

	// Straight to the connection: what MVC would do on the way takes longer than all
	// else.
	private static void write(byte[] der, HttpServletResponse response) throws IOException {
		response.setContentType(RESPONSE);
		response.setContentLength(der.length);
		response.getOutputStream().write(der);
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
