package handfast.authority;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class H2GateTests extends GateContract {

	@BeforeAll
	static void start() {
		fixture = AuthorityFixture.onH2(home, SettableMarks.class, SettableSerials.class).establish();
	}

	@AfterAll
	static void stop() {
		fixture.close();
	}

}
