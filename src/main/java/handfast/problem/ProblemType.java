package handfast.problem;

import java.net.URI;

import org.springframework.http.HttpStatus;

/**
 * Every problem that Handfast answers with. The URI of a constant never changes once
 * released.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc9457 RFC 9457
 */
public enum ProblemType {

	UNREADABLE("unreadable", HttpStatus.BAD_REQUEST, "The request can't be read"),
	IDEMPOTENCY_KEY_MALFORMED("idempotency-key-malformed", HttpStatus.BAD_REQUEST, "The Idempotency-Key can't be used"),
	IDEMPOTENCY_KEY_NOT_ALLOWED("idempotency-key-not-allowed", HttpStatus.BAD_REQUEST,
			"This call takes no Idempotency-Key"),
	UNAUTHORIZED("unauthorized", HttpStatus.UNAUTHORIZED, "A valid token is needed"),
	ROLE_MISSING("role-missing", HttpStatus.FORBIDDEN, "The token's role does not allow this"),
	NOT_FOUND("not-found", HttpStatus.NOT_FOUND, "There is no such thing"),
	METHOD_NOT_ALLOWED("method-not-allowed", HttpStatus.METHOD_NOT_ALLOWED, "This path takes another method"),
	NOT_ACCEPTABLE("not-acceptable", HttpStatus.NOT_ACCEPTABLE, "None of the accepted types can be made"),
	REQUEST_TIMEOUT("request-timeout", HttpStatus.REQUEST_TIMEOUT, "The request took too long to come"),
	CONFLICT("conflict", HttpStatus.CONFLICT, "The state does not allow this"),
	REQUEST_IN_PROGRESS("request-in-progress", HttpStatus.CONFLICT, "The first request with this key still runs"),
	SELF_TEST_FAILED("self-test-failed", HttpStatus.CONFLICT, "The self-test failed"),
	KEY_NOT_HELD("key-not-held", HttpStatus.CONFLICT, "Handfast does not hold the private key"),
	COUNT_CHANGED("count-changed", HttpStatus.CONFLICT, "Others are meant than were counted"),
	NOT_OUR_AUTHORITY("not-our-authority", HttpStatus.CONFLICT, "Another CA signed this certificate"),
	GONE("gone", HttpStatus.GONE, "This is no longer kept"),
	CONTENT_TOO_LARGE("content-too-large", HttpStatus.CONTENT_TOO_LARGE, "The request is too large"),
	UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", HttpStatus.UNSUPPORTED_MEDIA_TYPE,
			"The content type is not supported"),
	INVALID_REQUEST("invalid-request", HttpStatus.UNPROCESSABLE_CONTENT, "The request breaks a rule"),
	PROFILE_VIOLATION("profile-violation", HttpStatus.UNPROCESSABLE_CONTENT, "The profile does not allow this"),
	CSR_REFUSED("csr-refused", HttpStatus.UNPROCESSABLE_CONTENT, "The CSR is refused"),
	CSR_NAMES_DIFFER("csr-names-differ", HttpStatus.UNPROCESSABLE_CONTENT, "The CSR holds other names"),
	NAME_NOT_PERMITTED("name-not-permitted", HttpStatus.UNPROCESSABLE_CONTENT, "A name is not on the permit list"),
	IDEMPOTENCY_KEY_REUSED("idempotency-key-reused", HttpStatus.UNPROCESSABLE_CONTENT,
			"The Idempotency-Key was used for another body"),
	TOO_MANY_REQUESTS("too-many-requests", HttpStatus.TOO_MANY_REQUESTS, "Too many requests"),
	BUSY("busy", HttpStatus.TOO_MANY_REQUESTS, "The work would wait too long"),
	SEALED("sealed", HttpStatus.SERVICE_UNAVAILABLE, "The service is sealed"),
	STORAGE_FULL("storage-full", HttpStatus.SERVICE_UNAVAILABLE, "The disk is nearly full"),
	CLOCK_REGRESSED("clock-regressed", HttpStatus.SERVICE_UNAVAILABLE, "The clock went backwards"),
	FENCED("fenced", HttpStatus.SERVICE_UNAVAILABLE, "A restored service has taken over"),
	AUTHORITY_FAULTY("authority-faulty", HttpStatus.SERVICE_UNAVAILABLE, "The CA is paused"),
	AUDIT_UNAVAILABLE("audit-unavailable", HttpStatus.SERVICE_UNAVAILABLE, "What cannot be audited is not done"),
	DATABASE_UNAVAILABLE("database-unavailable", HttpStatus.SERVICE_UNAVAILABLE, "The database does not answer"),
	INTERNAL("internal", HttpStatus.INTERNAL_SERVER_ERROR, "Something is wrong inside Handfast");

	private final String slug;

	private final HttpStatus status;

	private final String title;

	ProblemType(String slug, HttpStatus status, String title) {
		this.slug = slug;
		this.status = status;
		this.title = title;
	}

	public String slug() {
		return this.slug;
	}

	public HttpStatus status() {
		return this.status;
	}

	public String title() {
		return this.title;
	}

	public URI uri() {
		return URI.create("urn:handfast:problem:" + this.slug);
	}

	/**
	 * A problem of this type to throw.
	 * @param detail what the reader can do next
	 */
	public Problem because(String detail) {
		return new Problem(this, detail);
	}

}
