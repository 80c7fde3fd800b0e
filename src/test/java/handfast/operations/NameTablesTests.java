package handfast.operations;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NameTablesTests {

	@Test
	void tellsHowOldTheTablesAre() {
		assertThat(NameTables.told().get("idna")).matches("Unicode [0-9.]+ \\(ICU [0-9.]+\\) of 20\\d\\d-\\d\\d.*");
		assertThat(NameTables.told().get("publicSuffixes")).matches("Guava [0-9.]+-jre of 20\\d\\d-\\d\\d-\\d\\d");
	}

}
