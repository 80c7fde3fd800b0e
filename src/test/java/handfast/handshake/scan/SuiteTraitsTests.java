package handfast.handshake.scan;

import java.util.Arrays;
import java.util.List;

import handfast.handshake.wire.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SuiteTraitsTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "none", textBlock = """
			0x1301 | ''
			0xc02f | ''
			0xcca9 | ''
			0xc013 | CBC
			0x009e | finite field DH
			0x009c | no forward secrecy
			0x002f | CBC,no forward secrecy
			0x000a | blocks of 64 bits,no forward secrecy
			0xc012 | blocks of 64 bits
			0x0005 | RC4,no forward secrecy
			0x0009 | single DES,no forward secrecy
			0x0003 | export strength,RC4,no forward secrecy
			0x003b | no encryption,no forward secrecy
			0xc015 | no encryption,no authentication
			0xc018 | no authentication
			""")
	void namesWhatIsWrong(String code, String weaknesses) {
		assertThat(String.join(",", Weaknesses.of(SuiteTraits.of(Integer.decode(code))))).isEqualTo(weaknesses);
	}

	@Test
	void recommendsWhatTheRegistryDoes() {
		assertThat(Registry.suites().stream().map(SuiteTraits::of).filter(SuiteTraits::recommended)).hasSize(14)
			.allMatch((suite) -> suite.isAead() && suite.isForwardSecret() && Weaknesses.of(suite).isEmpty());
	}

	@Test
	void asksForEachSuiteOnceAndInListsThatOldServersTake() {
		List<Integer> asked = Candidates.suites(0x0303).stream().flatMapToInt(Arrays::stream).boxed().toList();
		assertThat(asked).doesNotHaveDuplicates().hasSizeGreaterThan(280).doesNotContain(0x00ff, 0x5600, 0x1301);
		assertThat(Candidates.suites(0x0303)).allMatch((list) -> list.length <= Candidates.LONGEST_LIST);
		assertThat(Candidates.suites(0x0304).getFirst()).contains(0x1301, 0x1305).doesNotContain(0xc02f);
		assertThat(Candidates.suites(0x0301, (suite) -> true)).contains(0x0003, 0xc013).doesNotContain(0xc02f, 0xc027);
	}

}
