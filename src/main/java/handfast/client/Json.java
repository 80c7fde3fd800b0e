package handfast.client;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Trees of JSON, token by token: setting up Jackson's mapper takes 0.2 s, longer than a
 * call to the service.
 */
final class Json {

	private static final JsonFactory FACTORY = new JsonFactory();

	private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

	private Json() {
	}

	static ObjectNode object() {
		return NODES.objectNode();
	}

	/**
	 * The whole text as one tree.
	 * @throws JacksonException where it is not JSON
	 */
	static JsonNode read(byte[] json) {
		try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
			JsonToken first = parser.nextToken();
			return (first != null) ? node(parser, first) : MissingNode.getInstance();
		}
	}

	/**
	 * An order, which holds texts, booleans, and lists of them; UTF-8.
	 */
	static byte[] write(JsonNode order) {
		StringWriter text = new StringWriter();
		try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
			write(order, generator);
		}
		return text.toString().getBytes(StandardCharsets.UTF_8);
	}

	private static JsonNode node(JsonParser parser, JsonToken token) {
		return switch (token) {
			case START_OBJECT -> {
				ObjectNode object = NODES.objectNode();
				while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
					object.set(parser.currentName(), node(parser, parser.nextToken()));
				}
				yield object;
			}
			case START_ARRAY -> {
				ArrayNode array = NODES.arrayNode();
				for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
					array.add(node(parser, next));
				}
				yield array;
			}
			case VALUE_STRING -> NODES.stringNode(parser.getString());
			case VALUE_NUMBER_INT -> NODES.numberNode(parser.getBigIntegerValue());
			case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
			case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(parser.getBooleanValue());
			default -> NODES.nullNode();
		};
	}

	private static void write(JsonNode node, JsonGenerator to) {
		if (node.isObject()) {
			to.writeStartObject();
			for (Map.Entry<String, JsonNode> property : node.properties()) {
				to.writeName(property.getKey());
				write(property.getValue(), to);
			}
			to.writeEndObject();
		}
		else if (node.isArray()) {
			to.writeStartArray();
			node.forEach((item) -> write(item, to));
			to.writeEndArray();
		}
		else if (node.isBoolean()) {
			to.writeBoolean(node.booleanValue());
		}
		else {
			to.writeString(node.asString());
		}
	}

}
