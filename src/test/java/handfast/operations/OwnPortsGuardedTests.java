package handfast.operations;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class OwnPortsGuardedTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "jdbc:postgresql://127.0.0.1:5433/handfast?sslmode=require | 127.0.0.1:5433",
					"jdbc:postgresql://127.0.0.1:5433,127.0.0.2/handfast | 127.0.0.1:5433 127.0.0.2:5432",
					"jdbc:postgresql://[::1]:5433,10.1.2.3/handfast | 0:0:0:0:0:0:0:1:5433 10.1.2.3:5432",
					"jdbc:postgresql://[::1]/handfast | 0:0:0:0:0:0:0:1:5432",
					"jdbc:postgresql://no-such-host.invalid/handfast | no-such-host.invalid:5432" })
	void findsEveryDatabaseInTheUrl(String url, String databases) {
		assertThat(OwnPortsGuarded.databasesOf(url))
			.extracting((database) -> (database.isUnresolved() ? database.getHostString()
					: database.getAddress().getHostAddress()) + ":" + database.getPort())
			.containsExactly(databases.split(" "));
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:postgresql:handfast", "jdbc:postgresql:///handfast",
			"jdbc:postgresql://localhost/handfast" })
	void findsTheDatabaseOfThisMachine(String url) {
		assertThat(OwnPortsGuarded.databasesOf(url)).isNotEmpty()
			.allMatch((database) -> database.getAddress().isLoopbackAddress() && database.getPort() == 5432);
	}

}
