package handfast.certificate;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Sets a statement's parameters in order, in types that H2 and PostgreSQL both take, null
 * among them.
 */
final class Parameters {

	private final PreparedStatement statement;

	private int index;

	Parameters(PreparedStatement statement) {
		this.statement = statement;
	}

	Parameters id(@Nullable UUID value) throws SQLException {
		return object(value, Types.OTHER);
	}

	Parameters text(@Nullable String value) throws SQLException {
		this.statement.setString(++this.index, value);
		return this;
	}

	Parameters bytes(byte @Nullable [] value) throws SQLException {
		this.statement.setBytes(++this.index, value);
		return this;
	}

	Parameters number(int value) throws SQLException {
		this.statement.setInt(++this.index, value);
		return this;
	}

	Parameters flag(boolean value) throws SQLException {
		this.statement.setBoolean(++this.index, value);
		return this;
	}

	/**
	 * Cut to the microseconds that the database keeps, never rounded into the future.
	 */
	Parameters instant(@Nullable Instant value) throws SQLException {
		return object((value != null) ? value.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC) : null,
				Types.TIMESTAMP_WITH_TIMEZONE);
	}

	private Parameters object(@Nullable Object value, int typeOfNull) throws SQLException {
		if (value != null) {
			this.statement.setObject(++this.index, value);
		}
		else {
			this.statement.setNull(++this.index, typeOfNull);
		}
		return this;
	}

}
