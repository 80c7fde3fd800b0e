package handfast.audit;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class CanonicalJsonTests {

	private final JsonMapper json = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "{ \"b\": 1, \"a\": [true, null, {}] }|{\"a\":[true,null,{}],\"b\":1}", "[]|[]", "1.0|1",
					"1e2|100", "0.10|0.1", "-0|0", "1e999999999|1E+999999999",
					"\"\\u0041\\u00e4\\/\\u001f\"|\"Aä/\\u001f\"",
					"{\"a\":{\"z\":1,\"y\":2}}|{\"a\":{\"y\":2,\"z\":1}}" })
	void hasOneSpelling(String text, String canonical) {
		assertThat(new String(CanonicalJson.of(this.json.readTree(text)), StandardCharsets.UTF_8)).isEqualTo(canonical);
	}

}
