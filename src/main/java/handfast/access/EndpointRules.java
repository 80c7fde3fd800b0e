package handfast.access;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Who may call what, read off the handler methods themselves, so that a rule can't be
 * forgotten beside its mapping.
 */
@Component
class EndpointRules {

	// Mappings of libraries, which carry no annotation of ours.
	private static final Set<String> PUBLIC_PATHS = Set.of("/openapi.json");

	private static final String FOUND = EndpointRules.class.getName() + ".found";

	private final ObjectProvider<RequestMappingHandlerMapping> mapping;

	private final Map<Method, Rule> known = new ConcurrentHashMap<>();

	EndpointRules(@Qualifier("requestMappingHandlerMapping") ObjectProvider<RequestMappingHandlerMapping> mapping) {
		this.mapping = mapping;
	}

	/**
	 * The rule for a request. Where no method is mapped, it is for MVC to say 404, 405,
	 * 406 or 415, under /api/v1 to callers that are known.
	 */
	Rule of(HttpServletRequest request) {
		// Asked more than once on a request's way.
		if (request.getAttribute(FOUND) instanceof Found found && found.uri().equals(request.getRequestURI())) {
			return found.rule();
		}
		Rule rule = find(request);
		request.setAttribute(FOUND, new Found(request.getRequestURI(), rule));
		return rule;
	}

	private Rule find(HttpServletRequest request) {
		Optional<HandlerMethod> handler = handler(request);
		if (handler.isEmpty() || request.getMethod().equals("OPTIONS")) {
			return Rule.UNMAPPED;
		}
		return PUBLIC_PATHS.contains(request.getRequestURI()) ? Rule.PUBLIC
				: this.known.computeIfAbsent(handler.get().getMethod(), (method) -> of(handler.get()));
	}

	static Rule of(HandlerMethod handler) {
		if (AnnotatedElementUtils.hasAnnotation(handler.getMethod(), PublicEndpoint.class)) {
			return Rule.PUBLIC;
		}
		RequiresRole wanted = AnnotatedElementUtils.findMergedAnnotation(handler.getMethod(), RequiresRole.class);
		if (wanted == null || wanted.value().length == 0) {
			return Rule.MISSING;
		}
		return new Rule(Kind.ROLES, EnumSet.copyOf(Arrays.asList(wanted.value())));
	}

	private Optional<HandlerMethod> handler(HttpServletRequest request) {
		try {
			ServletRequestPathUtils.parseAndCache(request);
			HandlerExecutionChain chain = this.mapping.getObject().getHandler(request);
			return Optional.ofNullable(handlerMethod(chain));
		}
		catch (Exception ex) {
			// Another method or media type: MVC meets the same and answers it.
			return Optional.empty();
		}
	}

	private static @Nullable HandlerMethod handlerMethod(@Nullable HandlerExecutionChain chain) {
		return (chain != null && chain.getHandler() instanceof HandlerMethod method) ? method : null;
	}

	private record Found(String uri, Rule rule) {
	}

	/**
	 * What a rule is about.
	 */
	enum Kind {

		PUBLIC, ROLES, UNMAPPED, MISSING

	}

	/**
	 * A rule.
	 *
	 * @param roles for {@link Kind#ROLES}
	 */
	record Rule(Kind kind, Set<Role> roles) {

		static final Rule PUBLIC = new Rule(Kind.PUBLIC, Set.of());

		static final Rule UNMAPPED = new Rule(Kind.UNMAPPED, Set.of());

		static final Rule MISSING = new Rule(Kind.MISSING, Set.of());

		/**
		 * @param role of the caller; null without a token
		 */
		boolean allows(@Nullable Role role) {
			return switch (this.kind) {
				case PUBLIC -> true;
				case ROLES -> role != null && this.roles.contains(role);
				case UNMAPPED -> role != null;
				case MISSING -> false;
			};
		}

	}

}
