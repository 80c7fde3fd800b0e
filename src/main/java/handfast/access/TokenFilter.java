package handfast.access;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Finds the caller by the bearer token. No token is no failure here: the path may be
 * public. A wrong one is refused wherever it is sent.
 */
class TokenFilter extends OncePerRequestFilter {

	private static final String SCHEME = "Bearer ";

	private final Tokens tokens;

	private final ObjectProvider<HostCredentials> hosts;

	private final Limits limits;

	TokenFilter(Tokens tokens, ObjectProvider<HostCredentials> hosts, Limits limits) {
		this.tokens = tokens;
		this.hosts = hosts;
		this.limits = limits;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		String header = request.getHeader(HttpHeaders.AUTHORIZATION);
		if (header != null) {
			accept(caller(header, request), request);
		}
		try {
			chain.doFilter(request, response);
		}
		finally {
			SecurityContextHolder.clearContext();
		}
	}

	private Caller caller(String header, HttpServletRequest request) {
		return presented(header, request).flatMap((presented) -> caller(presented, CurrentRequest.id(request)))
			.orElseThrow(() -> this.limits.failure(request.getRemoteAddr()));
	}

	private Optional<Caller> caller(String presented, @Nullable String requestId) {
		Optional<TokenText> host = TokenText.parse(presented).filter((text) -> text.kind() == TokenText.Kind.HOST);
		if (host.isEmpty()) {
			return this.tokens.authenticate(presented).map((token) -> token.caller(requestId));
		}
		return host
			.filter((text) -> this.hosts.stream()
				.anyMatch((credentials) -> credentials.authenticate(text.id(), text.secretHash())))
			.map((text) -> new Caller(text.id(), "host", Role.HOST, List.of(), List.of(), requestId));
	}

	private Optional<String> presented(String header, HttpServletRequest request) {
		if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
			return Optional.empty();
		}
		String presented = header.substring(SCHEME.length()).strip();
		// Who fails too often learns nothing more; whom we know is not locked out with
		// him.
		if (this.limits.hasFailedTooOften(request.getRemoteAddr()) && !this.tokens.isKnownGood(presented)) {
			return Optional.empty();
		}
		return Optional.of(presented);
	}

	private void accept(Caller caller, HttpServletRequest request) {
		CurrentRequest.setCaller(request, caller);
		this.limits.requireRequest(caller.id());
		SecurityContextHolder.setContext(new SecurityContextImpl(UsernamePasswordAuthenticationToken
			.authenticated(caller, null, List.of(new SimpleGrantedAuthority(caller.role().label())))));
	}

}
