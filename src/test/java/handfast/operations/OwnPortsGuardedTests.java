package handfast.operations;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class OwnPortsGuardedTests {

	@ParameterizedTest
	@CsvSource({ "jdbc:postgresql://localhost/handfast, localhost, 5432",
			"jdbc:postgresql://127.0.0.1:5433/handfast?sslmode=require, 127.0.0.1, 5433",
			"'jdbc:postgresql://127.0.0.1:5433,127.0.0.2:5434/handfast', 127.0.0.1, 5433",
			"jdbc:postgresql:handfast, localhost, 5432" })
	void findsTheDatabaseInItsUrl(String url, String host, int port) {
		assertThat(OwnPortsGuarded.databaseOf(url).getHostString()).isEqualTo(host);
		assertThat(OwnPortsGuarded.databaseOf(url).getPort()).isEqualTo(port);
	}

}
