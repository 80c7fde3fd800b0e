package handfast.operations.backup;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A table and how its values are written, the same whichever database it was in.
 *
 * @param columns in the order of their values
 */
public record Table(String name, List<Column> columns) {

	String select() {
		return "SELECT " + names() + " FROM " + this.name;
	}

	String insert() {
		return "INSERT INTO " + this.name + " (" + names() + ") VALUES ("
				+ this.columns.stream().map((column) -> "?").collect(Collectors.joining(", ")) + ")";
	}

	private String names() {
		return this.columns.stream().map(Column::name).collect(Collectors.joining(", "));
	}

	/**
	 * Where a column stands in a row.
	 */
	int index(String column) {
		return this.columns.stream().map(Column::name).toList().indexOf(column);
	}

	ArrayNode read(ResultSet row) throws SQLException {
		ArrayNode values = JsonNodeFactory.instance.arrayNode(this.columns.size());
		for (int i = 0; i < this.columns.size(); i++) {
			this.columns.get(i).kind().read(row, i + 1, values);
		}
		return values;
	}

	void bind(PreparedStatement statement, JsonNode values) throws SQLException {
		for (int i = 0; i < this.columns.size(); i++) {
			JsonNode value = values.path(i);
			this.columns.get(i).kind().bind(statement, i + 1, value.isNull() ? null : value);
		}
	}

	/**
	 * A column.
	 */
	public record Column(String name, Kind kind) {
	}

	/**
	 * How a value is written: times as ISO 8601, bytes in base64.
	 */
	public enum Kind {

		ID(Types.OTHER, "uuid") {
			@Override
			void read(ResultSet row, int index, ArrayNode to) throws SQLException {
				UUID value = row.getObject(index, UUID.class);
				to.add((value != null) ? value.toString() : null);
			}

			@Override
			Object value(JsonNode json) {
				return UUID.fromString(json.stringValue());
			}
		},

		BYTES(Types.VARBINARY, "bytea", "binary varying") {
			@Override
			void read(ResultSet row, int index, ArrayNode to) throws SQLException {
				to.add(row.getBytes(index));
			}

			@Override
			Object value(JsonNode json) {
				return json.binaryValue();
			}
		},

		TEXT(Types.VARCHAR, "varchar", "text", "character varying", "character large object") {
			@Override
			void read(ResultSet row, int index, ArrayNode to) throws SQLException {
				to.add(row.getString(index));
			}

			@Override
			Object value(JsonNode json) {
				return json.stringValue();
			}
		},

		TIME(Types.TIMESTAMP_WITH_TIMEZONE, "timestamptz", "timestamp with time zone") {
			@Override
			void read(ResultSet row, int index, ArrayNode to) throws SQLException {
				OffsetDateTime value = row.getObject(index, OffsetDateTime.class);
				to.add((value != null) ? value.toInstant().toString() : null);
			}

			@Override
			Object value(JsonNode json) {
				return Instant.parse(json.stringValue()).atOffset(ZoneOffset.UTC);
			}
		},

		NUMBER(Types.BIGINT, "int8", "int4", "int2", "bigint", "integer", "smallint") {
			@Override
			void read(ResultSet row, int index, ArrayNode to) throws SQLException {
				long value = row.getLong(index);
				if (row.wasNull()) {
					to.addNull();
				}
				else {
					to.add(value);
				}
			}

			@Override
			Object value(JsonNode json) {
				return json.longValue();
			}
		},

		FLAG(Types.BOOLEAN, "bool", "boolean") {
			@Override
			void read(ResultSet row, int index, ArrayNode to) throws SQLException {
				boolean value = row.getBoolean(index);
				if (row.wasNull()) {
					to.addNull();
				}
				else {
					to.add(value);
				}
			}

			@Override
			Object value(JsonNode json) {
				return json.booleanValue();
			}
		};

		private final int typeOfNull;

		private final List<String> types;

		Kind(int typeOfNull, String... types) {
			this.typeOfNull = typeOfNull;
			this.types = List.of(types);
		}

		/**
		 * The kind of a column.
		 * @param type as H2 or PostgreSQL calls it
		 * @throws IllegalStateException for one that a backup can't hold
		 */
		static Kind of(String type) {
			for (Kind kind : values()) {
				if (kind.types.contains(type.toLowerCase(Locale.ROOT))) {
					return kind;
				}
			}
			throw new IllegalStateException("A backup knows no columns of type " + type);
		}

		abstract void read(ResultSet row, int index, ArrayNode to) throws SQLException;

		abstract Object value(JsonNode json);

		void bind(PreparedStatement statement, int index, @Nullable JsonNode json) throws SQLException {
			if (json == null) {
				statement.setNull(index, this.typeOfNull);
			}
			else {
				statement.setObject(index, value(json));
			}
		}

	}

}
