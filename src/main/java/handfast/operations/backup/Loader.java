package handfast.operations.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Objects;

import javax.sql.DataSource;

import handfast.storage.AtomicFiles;
import handfast.storage.Home;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Writes a backup into an empty database, in one transaction that whoever made this
 * commits, and into an empty home.
 */
final class Loader implements BackupReader.Visitor, AutoCloseable {

	private static final int BATCH = 500;

	// Characters of rows that wait to be written.
	private static final int MOST = 4 * 1024 * 1024;

	private final DataSource database;

	private final Connection connection;

	private final Home home;

	private final Path keyFile;

	private @Nullable Table table;

	private @Nullable PreparedStatement insert;

	private int waiting;

	private int size;

	Loader(DataSource database, Connection connection, Home home, Path keyFile) {
		this.database = database;
		this.connection = connection;
		this.home = home;
		this.keyFile = keyFile;
	}

	@Override
	public void about(About about) throws SQLException {
		Migrations.to(about, this.database);
		this.connection.setAutoCommit(false);
	}

	@Override
	public void row(Table table, JsonNode values, int size) throws SQLException {
		if (!table.equals(this.table)) {
			close();
			this.table = table;
			this.insert = this.connection.prepareStatement(table.insert());
		}
		PreparedStatement statement = Objects.requireNonNull(this.insert);
		table.bind(statement, values);
		statement.addBatch();
		this.size += size;
		if (++this.waiting == BATCH || this.size > MOST) {
			flush(statement);
		}
	}

	@Override
	public void file(String folder, String name, InputStream content) throws IOException {
		Path target = switch (folder + name) {
			case BackupWriter.KEY -> this.keyFile;
			case BackupWriter.ROOT_KEY -> this.home.resolve(name);
			default -> this.home.folder(folder.substring(0, folder.length() - 1)).resolve(name);
		};
		// A key that was there is the right one: that was looked at before.
		if (!Files.exists(target)) {
			AtomicFiles.createPrivate(target, content::transferTo);
		}
	}

	/**
	 * Writes the last rows.
	 */
	@Override
	public void close() throws SQLException {
		if (this.insert != null) {
			try (PreparedStatement statement = this.insert) {
				flush(statement);
			}
			this.insert = null;
		}
	}

	private void flush(PreparedStatement statement) throws SQLException {
		if (this.waiting > 0) {
			statement.executeBatch();
		}
		this.waiting = 0;
		this.size = 0;
	}

}
