package handfast.access;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Set;

import handfast.storage.Durability;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/**
 * An answer that tells of a change: not a byte of it leaves before the change is on disk
 * (security §2.1). A refusal changed nothing and need not wait.
 */
class DurableResponse extends HttpServletResponseWrapper {

	private static final Set<String> CHANGING = Set.of("POST", "PUT", "DELETE", "PATCH");

	private static final int FIRST_REFUSAL = 400;

	private final Durability durability;

	private boolean durable;

	DurableResponse(HttpServletResponse response, Durability durability) {
		super(response);
		this.durability = durability;
		durability.begin();
	}

	static boolean isFor(HttpServletRequest request) {
		return CHANGING.contains(request.getMethod()) && request.getRequestURI().startsWith("/api/");
	}

	void await() {
		if (!this.durable && getStatus() < FIRST_REFUSAL) {
			this.durability.awaitTheRest();
			this.durable = true;
		}
	}

	@Override
	public ServletOutputStream getOutputStream() throws IOException {
		await();
		return super.getOutputStream();
	}

	@Override
	public PrintWriter getWriter() throws IOException {
		await();
		return super.getWriter();
	}

	@Override
	public void flushBuffer() throws IOException {
		await();
		super.flushBuffer();
	}

}
