package handfast.audit;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;

/**
 * JSON with one spelling for each content: members sorted, no space, the shortest
 * escapes. Numbers are written in full and without trailing zeros, so that {@code 1},
 * {@code 1.0} and {@code 1e0} are one.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc8785 RFC 8785, except that numbers are exact
 * decimals
 */
public final class CanonicalJson {

	// Beyond it, 1e999999999 would be written as a gigabyte of zeros.
	private static final int LARGEST_EXPONENT = 1000;

	private CanonicalJson() {
	}

	/**
	 * UTF-8; unpaired surrogates become question marks.
	 */
	public static byte[] of(JsonNode node) {
		StringBuilder text = new StringBuilder();
		append(node, text);
		return text.toString().getBytes(StandardCharsets.UTF_8);
	}

	private static void append(JsonNode node, StringBuilder text) {
		if (node.isObject()) {
			appendObject(node, text);
		}
		else if (node.isArray()) {
			appendArray(node, text);
		}
		else if (node.isNumber()) {
			text.append(number(node));
		}
		else if (node.isBoolean()) {
			text.append(node.booleanValue());
		}
		else if (node.isNull()) {
			text.append("null");
		}
		else {
			appendText(node.asString(""), text);
		}
	}

	private static void appendObject(JsonNode node, StringBuilder text) {
		Map<String, JsonNode> members = new TreeMap<>();
		node.properties().forEach((member) -> members.put(member.getKey(), member.getValue()));
		char before = '{';
		for (Map.Entry<String, JsonNode> member : members.entrySet()) {
			text.append(before);
			appendText(member.getKey(), text);
			append(member.getValue(), text.append(':'));
			before = ',';
		}
		text.append(members.isEmpty() ? "{}" : "}");
	}

	private static void appendArray(JsonNode node, StringBuilder text) {
		char before = '[';
		for (JsonNode element : node) {
			append(element, text.append(before));
			before = ',';
		}
		text.append(node.isEmpty() ? "[]" : "]");
	}

	private static String number(JsonNode node) {
		if (node.isIntegralNumber()) {
			return node.bigIntegerValue().toString();
		}
		BigDecimal value = node.decimalValue().stripTrailingZeros();
		return (Math.abs((long) value.scale()) > LARGEST_EXPONENT) ? value.toString() : value.toPlainString();
	}

	private static void appendText(String value, StringBuilder text) {
		text.append('"');
		for (int i = 0; i < value.length(); i++) {
			appendCharacter(value.charAt(i), text);
		}
		text.append('"');
	}

	private static void appendCharacter(char character, StringBuilder text) {
		switch (character) {
			case '"' -> text.append("\\\"");
			case '\\' -> text.append("\\\\");
			case '\b' -> text.append("\\b");
			case '\t' -> text.append("\\t");
			case '\n' -> text.append("\\n");
			case '\f' -> text.append("\\f");
			case '\r' -> text.append("\\r");
			default -> {
				if (character < ' ') {
					text.append("\\u00")
						.append(Character.forDigit(character >> 4, 16))
						.append(Character.forDigit(character & 0xf, 16));
				}
				else {
					text.append(character);
				}
			}
		}
	}

}
