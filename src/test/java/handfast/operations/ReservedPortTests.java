package handfast.operations;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

import handfast.storage.StartRefused;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ReservedPortTests {

	private final InetAddress loopback = InetAddress.getLoopbackAddress();

	@Test
	void isNotGivenToOthersAndOpensForItsDoor() throws IOException {
		ReservedPort reserved = ReservedPort.of("handfast.http-port", this.loopback, 0);
		for (int i = 0; i < 2000; i++) {
			ReservedPort other = ReservedPort.of("handfast.https-port", this.loopback, 0);
			assertThat(other.port()).isNotEqualTo(reserved.port());
			other.close();
		}
		try (ServerSocketChannel door = ServerSocketChannel.open()) {
			door.bind(new InetSocketAddress(this.loopback, reserved.port()));
			assertThatExceptionOfType(StartRefused.class)
				.isThrownBy(() -> ReservedPort.of("handfast.http-port", this.loopback, reserved.port()))
				.withMessageContaining("handfast.http-port");
		}
		finally {
			reserved.close();
		}
	}

	@Test
	void refusesWhatIsNoPort() {
		for (int port : new int[] { -1, 65536 }) {
			assertThatExceptionOfType(StartRefused.class)
				.isThrownBy(() -> ReservedPort.of("handfast.http-port", this.loopback, port))
				.withMessageContaining("is not a port");
		}
	}

}
