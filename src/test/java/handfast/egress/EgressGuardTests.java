package handfast.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

import handfast.egress.EgressGuard.Grants;
import handfast.egress.EgressRefused.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EgressGuardTests {

	private static final Grants ADMINISTRATOR = new Grants(true, List.of(), true);

	private static final Grants NOBODY = new Grants(false, List.of(), true);

	private static final Duration SOON = Duration.ofSeconds(5);

	private final OwnPorts ownPorts = new OwnPorts();

	private final EgressGuard guard = new EgressGuard(this.ownPorts);

	@AfterEach
	void close() {
		this.guard.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "169.254.169.254", "0.0.0.0", "::", "224.0.0.1", "255.255.255.255", "240.0.0.1", "fe80::1",
			"ff02::1", "fd00:ec2::254", "100.100.100.200", "168.63.129.16", "::ffff:169.254.169.254",
			"::169.254.169.254", "64:ff9b::169.254.169.254", "2002:a9fe:a9fe::1", "2001:0:1:2:3:4:5601:5601",
			"2852039166" })
	void neverReachesTheseForAnybody(String address) {
		assertThatExceptionOfType(EgressRefused.class)
			.isThrownBy(() -> this.guard.resolve(address, 443, ADMINISTRATOR, SOON))
			.extracting(EgressRefused::reason)
			.isEqualTo(Reason.DENIED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "::1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "fd12::1",
			"::ffff:10.1.2.3", "::10.1.2.3", "64:ff9b::10.1.2.3", "2002:a01:203::1", "2130706433", "localhost" })
	void reachesPrivateAddressesForAdministratorsAlone(String address) {
		assertThat(this.guard.resolve(address, 443, ADMINISTRATOR, SOON)).isNotEmpty();
		assertThatThrownBy(() -> this.guard.resolve(address, 443, NOBODY, SOON)).isInstanceOf(EgressRefused.class)
			.hasMessageContaining("private address");
	}

	@Test
	void reachesPublicAddressesForAll() {
		assertThat(this.guard.resolve("192.0.32.8", 443, NOBODY, SOON)).hasSize(1);
		assertThat(this.guard.resolve("2001:db8:1::1", 443, NOBODY, SOON)).hasSize(1);
	}

	@Test
	void staysAwayFromOurOwnDoors() {
		this.ownPorts.deny(8080);
		this.ownPorts.deny(new InetSocketAddress("10.9.8.7", 5432));
		this.ownPorts.https(8443);
		InetAddress here = InetAddress.getLoopbackAddress();
		assertThatThrownBy(() -> this.guard.connect(here, 8080, ADMINISTRATOR, SOON))
			.hasMessageContaining("door of this Handfast");
		assertThatThrownBy(() -> this.guard.resolve("10.9.8.7", 5432, ADMINISTRATOR, SOON))
			.hasMessageContaining("door of this Handfast");
		assertThatThrownBy(() -> this.guard.resolve("127.0.0.1", 8443, new Grants(true, List.of(), false), SOON))
			.hasMessageContaining("own HTTPS port");
		assertThat(this.guard.resolve("127.0.0.1", 8443, NOBODY, SOON)).hasSize(1);
	}

	@Test
	void staysAwayFromADatabaseOfThisMachineByEveryAddress() throws IOException {
		InetAddress other = NetworkInterface.networkInterfaces()
			.flatMap(NetworkInterface::inetAddresses)
			.filter((address) -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
			.findFirst()
			.orElse(null);
		Assumptions.assumeTrue(other != null, "this machine has loopback addresses alone");
		this.ownPorts.deny(new InetSocketAddress(other, 5432));
		assertThatThrownBy(() -> this.guard.resolve("127.0.0.1", 5432, ADMINISTRATOR, SOON))
			.hasMessageContaining("door of this Handfast");
	}

	@Test
	void saysThatANameHasNoAddress() {
		assertThatExceptionOfType(EgressRefused.class)
			.isThrownBy(() -> this.guard.resolve("no-such-host.invalid", 443, ADMINISTRATOR, SOON))
			.extracting(EgressRefused::reason)
			.isEqualTo(Reason.NOT_RESOLVED);
	}

	@Test
	void closesTheSocketAtItsDeadline() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				Socket socket = this.guard.connect(server.getInetAddress(), server.getLocalPort(), ADMINISTRATOR,
						Duration.ofMillis(300))) {
			assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(IOException.class);
			assertThat(socket.isClosed()).isTrue();
		}
	}

}
