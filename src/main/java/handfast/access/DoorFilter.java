package handfast.access;

import java.io.IOException;
import java.util.Set;

import handfast.problem.Problem;
import handfast.problem.ProblemType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Binds paths to their door by local port (security §6.0), so that no token is ever taken
 * in clear. First in the security chain.
 */
class DoorFilter extends OncePerRequestFilter {

	private static final Set<String> READING = Set.of("GET", "HEAD");

	private final Doors doors;

	DoorFilter(Doors doors) {
		this.doors = doors;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		boolean plain = isPlain(request);
		if (plain != isPlainPath(request.getRequestURI())) {
			throw wrongDoor(plain);
		}
		if (plain && !READING.contains(request.getMethod()) && !isOcsp(request)) {
			throw ProblemType.METHOD_NOT_ALLOWED.because("Use GET or HEAD")
				.withHeader(HttpHeaders.ALLOW, isOcspPath(request) ? "GET, HEAD, POST" : "GET, HEAD");
		}
		chain.doFilter(request, response);
	}

	private boolean isPlain(HttpServletRequest request) {
		return request.getLocalPort() == this.doors.plainPort();
	}

	private static boolean isPlainPath(String path) {
		return path.startsWith("/pki/") || path.equals("/health");
	}

	private static boolean isOcsp(HttpServletRequest request) {
		return request.getMethod().equals("POST") && isOcspPath(request);
	}

	private static boolean isOcspPath(HttpServletRequest request) {
		return request.getRequestURI().equals(OcspGet.PATH);
	}

	private Problem wrongDoor(boolean plain) {
		return ProblemType.NOT_FOUND
			.because(plain ? "Only /pki and /health answer here; all else by HTTPS on port " + this.doors.httpsPort()
					: "/pki and /health answer by plain HTTP on port " + this.doors.plainPort());
	}

}
