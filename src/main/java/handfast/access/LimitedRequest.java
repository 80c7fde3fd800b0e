package handfast.access;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body ends with an error beyond the limit, even where it comes in chunks
 * of unknown number, and where it takes too long to come: each octet in time, it could
 * hold a thread for days. The body can be kept, so that it is read once more.
 */
class LimitedRequest extends HttpServletRequestWrapper {

	private final long limit;

	private final long deadline;

	private byte @Nullable [] kept;

	/**
	 * @param limit in octets
	 * @param longest that the body may take from now on
	 */
	LimitedRequest(HttpServletRequest request, long limit, Duration longest) {
		super(request);
		this.limit = limit;
		this.deadline = System.nanoTime() + longest.toNanos();
	}

	/**
	 * The whole body, which stays readable afterwards.
	 */
	byte[] keepBody() throws IOException {
		byte[] body = this.kept;
		if (body == null) {
			body = new Limited(super.getInputStream(), this.limit, this.deadline).readAllBytes();
			this.kept = body;
		}
		return body.clone();
	}

	@Override
	public ServletInputStream getInputStream() throws IOException {
		byte[] body = this.kept;
		if (body != null) {
			// It has come.
			return new Limited(new ByteArrayInputStream(body), body.length, System.nanoTime() + Long.MAX_VALUE / 2);
		}
		return new Limited(super.getInputStream(), this.limit, this.deadline);
	}

	@Override
	public BufferedReader getReader() throws IOException {
		return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
	}

	private static final class Limited extends ServletInputStream {

		private final InputStream input;

		private final long limit;

		private final long deadline;

		private long read;

		private boolean finished;

		Limited(InputStream input, long limit, long deadline) {
			this.input = input;
			this.limit = limit;
			this.deadline = deadline;
		}

		@Override
		public int read() throws IOException {
			byte[] one = new byte[1];
			return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			if (System.nanoTime() - this.deadline > 0) {
				throw BodyCutOffException.tooSlow();
			}
			int count = this.input.read(bytes, offset, length);
			this.finished = count < 0;
			this.read += Math.max(count, 0);
			if (this.read > this.limit) {
				throw BodyCutOffException.tooLarge(this.limit);
			}
			return count;
		}

		@Override
		public boolean isFinished() {
			return this.finished;
		}

		@Override
		public boolean isReady() {
			return true;
		}

		@Override
		public void setReadListener(ReadListener listener) {
			throw new UnsupportedOperationException("Bodies are read in the request's own thread");
		}

	}

}
