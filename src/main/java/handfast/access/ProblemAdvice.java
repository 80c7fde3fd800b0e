package handfast.access;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.validation.Code;
import handfast.validation.Violation;
import handfast.x509.MalformedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * Turns whatever leaves a controller other than by its answer into a problem.
 */
@RestControllerAdvice
class ProblemAdvice {

	// Calls to come on paths that answer other methods already: 404 until they are there.
	private static final Set<String> NOT_BUILT_YET = Set.of("POST /api/v1/authorities");

	private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

	private static final Duration DATABASE_RETRY = Duration.ofSeconds(5);

	private final Refusals refusals;

	ProblemAdvice(Refusals refusals) {
		this.refusals = refusals;
	}

	@ExceptionHandler
	void refuse(Exception ex, HttpServletRequest request, HttpServletResponse response) throws IOException {
		if (ex instanceof AsyncRequestNotUsableException) {
			// Whoever asked has gone.
			return;
		}
		this.refusals.answer(problem(ex, request), request, response);
	}

	@ExceptionHandler
	void fail(Error ex, HttpServletRequest request, HttpServletResponse response) throws IOException {
		this.refusals.answer(unexpected(ex, request), request, response);
	}

	private static Problem problem(Exception ex, HttpServletRequest request) {
		return switch (ex) {
			case Problem problem -> problem;
			case MalformedException malformed -> refused(List.of(violation(malformed)));
			case MethodArgumentNotValidException invalid -> refused(violations(invalid.getAllErrors()));
			case HandlerMethodValidationException invalid -> refused(violations(invalid));
			case HttpMessageNotReadableException unreadable -> UnreadableBody.explain(unreadable);
			case MethodArgumentTypeMismatchException mismatch -> mismatch(mismatch);
			case TypeMismatchException mismatch -> refused(List.of(parameter(mismatch.getPropertyName())));
			case MissingServletRequestParameterException missing -> refused(List.of(missing(missing)));
			case HttpRequestMethodNotSupportedException wrong -> methodNotAllowed(wrong, request);
			case HttpMediaTypeNotAcceptableException wrong -> notAcceptable(wrong);
			case HttpMediaTypeNotSupportedException wrong -> unsupported(wrong);
			case MaxUploadSizeExceededException large ->
				ProblemType.CONTENT_TOO_LARGE.because("Send a body of at most 1 MiB");
			case NoResourceFoundException none -> notFound();
			case NoHandlerFoundException none -> notFound();
			case BodyCutOffException cutOff -> cutOff.problem();
			case InvalidParameterException broken -> unreadableParameter();
			case RequestRejectedException broken -> unreadableParameter();
			case org.springframework.web.ErrorResponse other when other.getStatusCode().is4xxClientError() ->
				ProblemType.UNREADABLE.because("The request can't be read; see /openapi.json for its form");
			case DataIntegrityViolationException unfit when doesNotFit(unfit) -> refused(List.of(new Violation("",
					Code.OUT_OF_RANGE, "A value of this request is longer or larger than can be kept; shorten it")));
			default -> isDatabaseDown(ex) ? databaseUnavailable(ex) : unexpected(ex, request);
		};
	}

	private static Problem refused(List<Violation> violations) {
		return ProblemType.INVALID_REQUEST.because("Correct the fields that the violations name, and send it again")
			.with("violations", violations);
	}

	private static Violation violation(MalformedException ex) {
		return new Violation("", Code.find(ex.code()).orElse(Code.MALFORMED_VALUE),
				Objects.requireNonNullElse(ex.getMessage(), "The value is malformed"));
	}

	private static List<Violation> violations(List<? extends ObjectError> errors) {
		return errors.stream().map(ProblemAdvice::violation).toList();
	}

	private static Violation violation(ObjectError error) {
		String field = (error instanceof FieldError at) ? JsonPointers.of(at.getField()) : "";
		return Constraints.violation(field, error.getCode(), error.getDefaultMessage());
	}

	private static List<Violation> violations(HandlerMethodValidationException ex) {
		List<Violation> violations = new ArrayList<>();
		ex.getParameterValidationResults().forEach((result) -> {
			String name = Objects.requireNonNullElse(result.getMethodParameter().getParameterName(), "");
			result.getResolvableErrors().forEach((error) -> {
				String[] codes = error.getCodes();
				String constraint = (codes != null && codes.length > 0) ? codes[codes.length - 1] : null;
				String field = (error instanceof FieldError at) ? JsonPointers.of(at.getField()) : "/" + name;
				violations.add(Constraints.violation(field, constraint, error.getDefaultMessage()));
			});
		});
		return violations;
	}

	// An id that is no id names nothing.
	private static Problem mismatch(MethodArgumentTypeMismatchException ex) {
		if (ex.getParameter().hasParameterAnnotation(PathVariable.class)) {
			return notFound();
		}
		for (Throwable at = ex; at != null; at = at.getCause()) {
			if (at instanceof MalformedException malformed) {
				return refused(List.of(new Violation("/" + JsonPointers.escape(ex.getName()),
						violation(malformed).code(), violation(malformed).message())));
			}
		}
		return refused(List.of(parameter(ex.getName(), ex.getRequiredType())));
	}

	private static Violation parameter(@Nullable String name) {
		return parameter(Objects.requireNonNullElse(name, ""), null);
	}

	private static Violation parameter(String name, @Nullable Class<?> type) {
		String field = "/" + JsonPointers.escape(name);
		if (type != null && type.isEnum()) {
			return new Violation(field, Code.UNKNOWN_VALUE,
					name + " is one of " + String.join(", ", UnreadableBody.known(type)));
		}
		return new Violation(field, Code.MALFORMED_VALUE, name + " does not have the form that is wanted; write "
				+ ((type != null) ? UnreadableBody.form(type) : "it as /openapi.json shows"));
	}

	private static Violation missing(MissingServletRequestParameterException ex) {
		return new Violation("/" + JsonPointers.escape(ex.getParameterName()), Code.REQUIRED,
				"The parameter " + ex.getParameterName() + " is missing; add it");
	}

	static Problem notFound() {
		return ProblemType.NOT_FOUND.because("Check path and id; /openapi.json lists every call");
	}

	static Problem unreadableParameter() {
		return ProblemType.UNREADABLE
			.because("A parameter of the query or a header can't be read; write it without control"
					+ " characters, in UTF-8, and what a URL can't hold as % and two hex digits");
	}

	// RFC 9110 §15.5.6: the answer must name what is allowed.
	private static Problem methodNotAllowed(HttpRequestMethodNotSupportedException ex, HttpServletRequest request) {
		if (NOT_BUILT_YET.contains(request.getMethod() + " " + request.getRequestURI())) {
			return ProblemType.NOT_FOUND.because("This call is not built yet; /openapi.json lists those that are");
		}
		String allowed = (ex.getSupportedHttpMethods() != null)
				? ex.getSupportedHttpMethods().stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", "))
				: "";
		return ProblemType.METHOD_NOT_ALLOWED.because("Use " + allowed).withHeader(HttpHeaders.ALLOW, allowed);
	}

	private static Problem notAcceptable(HttpMediaTypeNotAcceptableException ex) {
		return ProblemType.NOT_ACCEPTABLE.because("Accept " + types(ex.getSupportedMediaTypes(), "application/json"));
	}

	private static Problem unsupported(HttpMediaTypeNotSupportedException ex) {
		String supported = types(ex.getSupportedMediaTypes(), "application/json");
		return ProblemType.UNSUPPORTED_MEDIA_TYPE.because("Send the body as application/json")
			.withHeader(HttpHeaders.ACCEPT, supported);
	}

	private static String types(List<MediaType> types, String otherwise) {
		return types.isEmpty() ? otherwise
				: types.stream().map(MediaType::toString).distinct().collect(Collectors.joining(", "));
	}

	// SQL gives class 22 to data that does not fit its column. Each door bounds what it
	// takes; this is the net below them.
	private static boolean doesNotFit(DataIntegrityViolationException ex) {
		for (Throwable at = ex; at != null; at = at.getCause()) {
			if (at instanceof SQLException sql && sql.getSQLState() != null && sql.getSQLState().startsWith("22")) {
				log.warn("The database refuses a value: {}", sql.getSQLState());
				return true;
			}
		}
		return false;
	}

	static boolean isDatabaseDown(Throwable ex) {
		for (Throwable at = ex; at != null; at = at.getCause()) {
			if (at instanceof DataAccessResourceFailureException || at instanceof CannotCreateTransactionException
					|| at instanceof CannotGetJdbcConnectionException || at instanceof TransientDataAccessException
					|| at instanceof SQLTransientException || at instanceof SQLNonTransientConnectionException) {
				return true;
			}
		}
		return false;
	}

	static Problem databaseUnavailable(Throwable ex) {
		log.warn("The database does not answer: {}", ex.toString());
		return ProblemType.DATABASE_UNAVAILABLE.because("Try again in a few seconds").retryAfter(DATABASE_RETRY);
	}

	static Problem unexpected(Throwable ex, HttpServletRequest request) {
		String id = Objects.requireNonNullElse(CurrentRequest.id(request), "");
		log.error("Request {} failed", id, ex);
		return ProblemType.INTERNAL.because("Tell an administrator the requestId; the log has the cause under it")
			.with("requestId", id);
	}

}
