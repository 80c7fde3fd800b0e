package handfast.operations;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

import handfast.x509.Name;
import handfast.x509.ObservedName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ReachableHostTests {

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, localhost 127.0.0.1 ::1 web1, localhost", "::1, localhost 127.0.0.1 ::1, localhost",
			"0.0.0.0, localhost 127.0.0.1 ::1 web1, localhost", "::, web1.shop.test 10.1.2.3, web1.shop.test",
			"0.0.0.0, 10.1.2.3, 10.1.2.3", "0.0.0.0, *.shop.test, 127.0.0.1",
			"10.1.2.3, localhost 127.0.0.1 10.1.2.3 web1, 10.1.2.3", "10.1.2.3, localhost 127.0.0.1 ::1 web1, web1",
			"10.1.2.3, localhost a.localhost, 10.1.2.3", "fd00::1, fd00::1, [fd00::1]",
			"127.0.0.1, 127.0.0.1, 127.0.0.1", "127.0.0.1, web1.shop.test, web1.shop.test" })
	void isANameOfTheCertificateThatLeadsToTheDoor(String bound, String names, String host) {
		assertThat(ReachableHost.of(InetAddress.ofLiteral(bound), observed(names))).isEqualTo(host);
	}

	@ParameterizedTest
	@CsvSource({ "localhost 127.0.0.1, localhost", "*.shop.test web1.test, web1.test", "127.0.0.1, 127.0.0.1",
			"*.shop.test 10.1.2.3, 10.1.2.3", "*.shop.test, selftest.shop.test" })
	void findsANameToAskForAmongAnyNames(String names, String serverName) {
		assertThat(ReachableHost.serverName(observed(names))).isEqualTo(serverName);
	}

	private static List<ObservedName> observed(String names) {
		return Arrays.stream(names.split(" ")).map(Name::parse).map(ObservedName::of).toList();
	}

}
