package handfast.access;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
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

	private final Limits limits;

	TokenFilter(Tokens tokens, Limits limits) {
		this.tokens = tokens;
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
		return token(header, request).map((token) -> token.caller(CurrentRequest.id(request)))
			.orElseThrow(() -> this.limits.failure(request.getRemoteAddr()));
	}

	private Optional<Token> token(String header, HttpServletRequest request) {
		if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
			return Optional.empty();
		}
		String presented = header.substring(SCHEME.length()).strip();
		// Who fails too often learns nothing more; whom we know is not locked out with
		// him.
		if (this.limits.hasFailedTooOften(request.getRemoteAddr()) && !this.tokens.isKnownGood(presented)) {
			return Optional.empty();
		}
		return this.tokens.authenticate(presented);
	}

	private void accept(Caller caller, HttpServletRequest request) {
		CurrentRequest.setCaller(request, caller);
		this.limits.requireRequest(caller.id());
		SecurityContextHolder.setContext(new SecurityContextImpl(UsernamePasswordAuthenticationToken
			.authenticated(caller, null, List.of(new SimpleGrantedAuthority(caller.role().label())))));
	}

}
