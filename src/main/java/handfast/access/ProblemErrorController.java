package handfast.access;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;

import handfast.problem.Problem;
import handfast.problem.ProblemType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * Where the servlet container sends what was refused by status alone.
 */
@Controller
class ProblemErrorController implements ErrorController {

	private static final Map<Integer, ProblemType> TYPES = Map.of(400, ProblemType.UNREADABLE, 404,
			ProblemType.NOT_FOUND, 405, ProblemType.METHOD_NOT_ALLOWED, 406, ProblemType.NOT_ACCEPTABLE, 413,
			ProblemType.CONTENT_TOO_LARGE, 414, ProblemType.UNREADABLE, 415, ProblemType.UNSUPPORTED_MEDIA_TYPE, 431,
			ProblemType.UNREADABLE, 500, ProblemType.INTERNAL);

	private final Refusals refusals;

	ProblemErrorController(Refusals refusals) {
		this.refusals = refusals;
	}

	@RequestMapping("/error")
	@PublicEndpoint
	void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
		// Asked for by its own address, it is no page.
		Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
		this.refusals.answer((status instanceof Integer code) ? of(code) : of(404), request, response);
	}

	static Problem of(int status) {
		ProblemType type = Objects.requireNonNullElse(TYPES.get(status),
				(status < 500) ? ProblemType.UNREADABLE : ProblemType.INTERNAL);
		return type.because((status < 500) ? "Send the request as /openapi.json shows it"
				: "Tell an administrator; the log has the cause");
	}

}
