package handfast.access;

import java.io.IOException;
import java.util.Optional;

import handfast.audit.CanonicalJson;
import handfast.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.util.WebUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Hands a controller the {@code Optional<IdempotencyKey>} of its request.
 */
class IdempotencyKeyArgumentResolver implements HandlerMethodArgumentResolver {

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private final InstallationSecret secret;

	IdempotencyKeyArgumentResolver(InstallationSecret secret) {
		this.secret = secret;
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.getParameterType() == Optional.class
				&& ResolvableType.forMethodParameter(parameter).getGeneric(0).resolve() == IdempotencyKey.class;
	}

	@Override
	public Optional<IdempotencyKey> resolveArgument(MethodParameter parameter,
			@Nullable ModelAndViewContainer container, NativeWebRequest webRequest,
			@Nullable WebDataBinderFactory binders) throws IOException {
		HttpServletRequest request = (HttpServletRequest) webRequest.getNativeRequest();
		Optional<String> header = IdempotencyHeader.read(request);
		if (header.isEmpty()) {
			return Optional.empty();
		}
		Caller caller = CurrentRequest.caller(request)
			.orElseThrow(() -> ProblemType.UNAUTHORIZED.because("Send Authorization: Bearer TOKEN"));
		LimitedRequest body = WebUtils.getNativeRequest(request, LimitedRequest.class);
		byte[] bytes = (body != null) ? body.keepBody() : request.getInputStream().readAllBytes();
		return Optional.of(new IdempotencyKey(caller.id(), request.getRequestURI(), header.get(),
				this.secret.mac("idempotency", canonical(bytes))));
	}

	// The same JSON in another spelling is the same request.
	private static byte[] canonical(byte[] body) {
		try {
			return CanonicalJson.of(JSON.readTree(body));
		}
		catch (JacksonException ex) {
			return body;
		}
	}

}
