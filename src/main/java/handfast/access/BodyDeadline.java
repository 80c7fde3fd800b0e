package handfast.access;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * How long a body may take to come. What nobody read, since the request was refused, the
 * web server reads after its answer, octet by octet if it must; a connection whose body
 * is still under way at the deadline is closed in place of that.
 */
class BodyDeadline extends ValveBase {

	static final Duration LONGEST = Duration.ofSeconds(30);

	// So much is read of what nobody wants, for the answer to be seen before the end.
	private static final long MOST_IGNORED = 4 << 20;

	private final Duration longest;

	BodyDeadline(Duration longest) {
		this.longest = longest;
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		long begun = System.nanoTime();
		getNext().invoke(request, response);
		// Who waits for 100-continue has sent nothing, and is not waited for.
		if (mayHaveBody(request) && request.getHeader("Expect") == null) {
			response.finishResponse();
			if (!isReadUpBy(begun + this.longest.toNanos(), request)) {
				request.getCoyoteRequest().action(ActionCode.CLOSE_NOW, null);
			}
		}
	}

	private static boolean mayHaveBody(Request request) {
		return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
	}

	private static boolean isReadUpBy(long deadline, Request request) {
		try {
			// Below the stream, which is closed with the answer.
			Ignored rest = new Ignored();
			int count = 0;
			long read = 0;
			while (count >= 0 && read < MOST_IGNORED && System.nanoTime() - deadline < 0) {
				count = request.getCoyoteRequest().doRead(rest);
				read += count;
			}
			return count < 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static final class Ignored implements ApplicationBufferHandler {

		private ByteBuffer buffer = ByteBuffer.allocate(0);

		@Override
		public void setByteBuffer(ByteBuffer buffer) {
			this.buffer = buffer;
		}

		@Override
		public ByteBuffer getByteBuffer() {
			return this.buffer;
		}

		@Override
		public void expand(int size) {
			// The web server's own buffer is handed over.
		}

	}

	/**
	 * Puts the valve before all others.
	 */
	@Component
	static class Customizer implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> {

		@Override
		public void customize(ConfigurableTomcatWebServerFactory factory) {
			factory.addEngineValves(new BodyDeadline(LONGEST));
		}

	}

}
