package handfast.authority;

import java.util.Map;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresGateTests extends GateContract {

	static EmbeddedPostgres postgres;

	@BeforeAll
	static void start() throws Exception {
		// It is off in this build, and the service would refuse to start.
		postgres = EmbeddedPostgres.builder().setServerConfig("synchronous_commit", "on").start();
		fixture = AuthorityFixture
			.on(home,
					Map.of("spring.datasource.url", postgres.getJdbcUrl("postgres", "postgres"),
							"spring.datasource.username", "postgres"),
					SettableMarks.class, SettableSerials.class)
			.establish();
	}

	@AfterAll
	static void stop() throws Exception {
		fixture.close();
		postgres.close();
	}

}
