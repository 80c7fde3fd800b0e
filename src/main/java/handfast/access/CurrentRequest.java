package handfast.access;

import java.util.Optional;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * What the filters found out about a request, kept as attributes of it.
 */
final class CurrentRequest {

	private static final String ID = "handfast.requestId";

	private static final String CALLER = "handfast.caller";

	private CurrentRequest() {
	}

	static void setId(HttpServletRequest request, String id) {
		request.setAttribute(ID, id);
	}

	/**
	 * The request's UUIDv7; null where it was refused before it had one.
	 */
	static @Nullable String id(HttpServletRequest request) {
		return (String) request.getAttribute(ID);
	}

	static void setCaller(HttpServletRequest request, Caller caller) {
		request.setAttribute(CALLER, caller);
	}

	static Optional<Caller> caller(HttpServletRequest request) {
		return Optional.ofNullable((Caller) request.getAttribute(CALLER));
	}

}
