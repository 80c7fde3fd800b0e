package handfast.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import handfast.problem.ProblemType;
import handfast.validation.Code;
import handfast.validation.Violation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses a query that says what the call does not understand: a parameter that is
 * misspelt would be left out without a word, and the answer be to another question. A
 * call that takes the whole request looks for itself.
 */
class QueryInterceptor implements HandlerInterceptor {

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		if (request.getQueryString() != null && request.getRequestURI().startsWith("/api/v1/")
				&& handler instanceof HandlerMethod method) {
			List<Violation> violations = violations(request, method);
			if (!violations.isEmpty()) {
				throw ProblemType.INVALID_REQUEST.because("Correct the query as the violations say, and send it again")
					.with("violations", violations);
			}
		}
		return true;
	}

	private static List<Violation> violations(HttpServletRequest request, HandlerMethod method) {
		List<Violation> violations = new ArrayList<>();
		boolean looksItself = List.of(method.getMethodParameters())
			.stream()
			.anyMatch((parameter) -> parameter.getParameterType() == HttpServletRequest.class);
		Set<String> known = known(method);
		request.getParameterMap().forEach((name, values) -> {
			String field = "/" + JsonPointers.escape(name);
			if (String.join("", values).chars().anyMatch(Character::isISOControl)) {
				violations.add(new Violation(field, Code.MALFORMED_VALUE,
						"The value has a control character; write it without"));
			}
			else if (!looksItself && !known.contains(name)) {
				violations.add(new Violation(field, Code.UNKNOWN_FIELD,
						known.isEmpty() ? "This call takes no parameters; leave them out"
								: "There is no such parameter; the parameters are " + String.join(", ", known)));
			}
			else if (!looksItself && values.length > 1) {
				violations.add(new Violation(field, Code.MALFORMED_VALUE, "It stands twice; send it once"));
			}
		});
		return violations;
	}

	private static Set<String> known(HandlerMethod method) {
		Set<String> known = new TreeSet<>();
		for (MethodParameter parameter : method.getMethodParameters()) {
			if (parameter.getParameterType() == Paging.class) {
				known.addAll(Set.of("limit", "cursor"));
			}
			RequestParam given = parameter.getParameterAnnotation(RequestParam.class);
			if (given != null) {
				known.add(given.name().isEmpty() ? String.valueOf(parameter.getParameterName()) : given.name());
			}
		}
		return known;
	}

}
