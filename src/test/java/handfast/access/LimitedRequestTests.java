package handfast.access;

import java.io.IOException;
import java.time.Duration;

import handfast.problem.ProblemType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LimitedRequestTests {

	@Test
	void cutsOffABodyThatComesTooSlowly() {
		LimitedRequest request = new LimitedRequest(new SlowRequest(), 1_000_000, Duration.ofMillis(50));
		assertThatExceptionOfType(BodyCutOffException.class).isThrownBy(request::keepBody)
			.satisfies((ex) -> assertThat(ex.problem().type()).isEqualTo(ProblemType.REQUEST_TIMEOUT));
	}

	@Test
	void letsWhatWasKeptBeReadAtAnyTime() throws Exception {
		MockHttpServletRequest bare = new MockHttpServletRequest();
		bare.setContent(new byte[] { 1, 2, 3 });
		LimitedRequest request = new LimitedRequest(bare, 3, Duration.ofMillis(50));
		request.keepBody();
		Thread.sleep(80);
		assertThat(request.getInputStream().readAllBytes()).containsExactly(1, 2, 3);
	}

	private static final class SlowRequest extends MockHttpServletRequest {

		@Override
		public ServletInputStream getInputStream() {
			return new ServletInputStream() {

				@Override
				public int read() throws IOException {
					try {
						Thread.sleep(10);
					}
					catch (InterruptedException ex) {
						throw new IOException(ex);
					}
					return 'a';
				}

				@Override
				public int read(byte[] bytes, int offset, int length) throws IOException {
					bytes[offset] = (byte) read();
					return 1;
				}

				@Override
				public boolean isFinished() {
					return false;
				}

				@Override
				public boolean isReady() {
					return true;
				}

				@Override
				public void setReadListener(ReadListener listener) {
					throw new UnsupportedOperationException();
				}

			};
		}

	}

}
