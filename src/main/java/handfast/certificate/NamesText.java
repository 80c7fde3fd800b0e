package handfast.certificate;

import java.util.List;

import handfast.x509.ObservedName;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Names as a row keeps them: a JSON array of {@code [type, value]}. JSON, since another
 * CA's certificate may hold any character, NUL included.
 */
final class NamesText {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final TypeReference<List<List<String>>> PAIRS = new TypeReference<>() {
	};

	private NamesText() {
	}

	static String write(List<ObservedName> names) {
		return JSON.writeValueAsString(names.stream().map((name) -> List.of(name.type(), name.value())).toList());
	}

	static List<ObservedName> read(String text) {
		return JSON.readValue(text, PAIRS).stream().map((pair) -> new ObservedName(pair.get(0), pair.get(1))).toList();
	}

}
