package handfast.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * An OCSP request by GET. What follows {@code /pki/ocsp/} is base64, which holds slashes,
 * and by some clients is URL-encoded: it is data and no path. So it is taken off before
 * anyone judges the path, and found in an attribute.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc6960#appendix-A.1 RFC 6960 App. A.1
 */
public final class OcspGet extends HttpServletRequestWrapper {

	/**
	 * Attribute that holds the text as it came.
	 */
	public static final String DATA = "handfast.access.OcspGet.data";

	static final String PATH = "/pki/ocsp";

	private OcspGet(HttpServletRequest request) {
		super(request);
	}

	static HttpServletRequest unfold(HttpServletRequest request) {
		String path = request.getRequestURI();
		if (!path.startsWith(PATH + "/")) {
			return request;
		}
		request.setAttribute(DATA, path.substring(PATH.length() + 1));
		return new OcspGet(request);
	}

	@Override
	public String getRequestURI() {
		return PATH;
	}

	@Override
	public StringBuffer getRequestURL() {
		return new StringBuffer(PATH);
	}

	@Override
	public String getServletPath() {
		return PATH;
	}

}
