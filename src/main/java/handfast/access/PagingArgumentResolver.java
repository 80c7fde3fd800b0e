package handfast.access;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.validation.Code;
import handfast.validation.Violation;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Hands a controller the {@link Paging} that {@code limit} and {@code cursor} say.
 */
class PagingArgumentResolver implements HandlerMethodArgumentResolver {

	private final Cursors cursors;

	PagingArgumentResolver(Cursors cursors) {
		this.cursors = cursors;
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.getParameterType() == Paging.class;
	}

	@Override
	public Paging resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer container,
			NativeWebRequest webRequest, @Nullable WebDataBinderFactory binders) {
		HttpServletRequest request = (HttpServletRequest) webRequest.getNativeRequest();
		String query = query(request);
		String cursor = request.getParameter("cursor");
		return new Paging(limit(request.getParameter("limit")),
				(cursor != null) ? this.cursors.decode(query, cursor) : List.of(), query);
	}

	private static int limit(@Nullable String text) {
		if (text == null) {
			return Paging.DEFAULT_LIMIT;
		}
		try {
			int limit = Integer.parseInt(text);
			if (limit >= 1 && limit <= Paging.MAXIMUM_LIMIT) {
				return limit;
			}
		}
		catch (NumberFormatException ex) {
			// Refused below, like a number outside the range.
		}
		throw refusal("limit is a whole number from 1 to " + Paging.MAXIMUM_LIMIT);
	}

	private static Problem refusal(String message) {
		return ProblemType.INVALID_REQUEST.because(message)
			.with("violations", List.of(new Violation("/limit", Code.OUT_OF_RANGE, message)));
	}

	// The limit may change from page to page, the rest of the query may not.
	private static String query(HttpServletRequest request) {
		Map<String, String[]> parameters = new TreeMap<>(request.getParameterMap());
		parameters.remove("cursor");
		parameters.remove("limit");
		return request.getRequestURI() + parameters.entrySet()
			.stream()
			.map((entry) -> entry.getKey() + "=" + Arrays.toString(entry.getValue()))
			.collect(Collectors.joining("&", "?", ""));
	}

}
