package handfast.operations.backup;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import javax.sql.DataSource;

import handfast.audit.AuditArchive;
import handfast.key.KeyEncryptionKeys;
import handfast.problem.ProblemType;
import handfast.storage.Home;
import handfast.storage.Node;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the content of a backup: a gzipped tar of {@code about.json}, the keys where
 * they are wanted, the profiles, the rows of each table as JSON lines, the audit, and
 * {@code manifest.json}. In clear: whoever takes it seals it.
 */
public final class BackupWriter {

	static final String ABOUT = "about.json";

	static final String MANIFEST = "manifest.json";

	static final String DATABASE = "database/";

	static final String AUDIT = "audit/";

	static final String PROFILES = "profiles/";

	static final String KEY = "kek";

	static final String ROOT_KEY = "root-kek";

	private static final JsonMapper JSON = JsonMapper.builder().build();

	// The rows of a table are many files of about this size: a tar wants to know sizes
	// beforehand.
	private static final int BLOCK = 1024 * 1024;

	private static final int FETCH = 100;

	private final DataSource dataSource;

	private final Home home;

	private final Node node;

	private final KeyEncryptionKeys keys;

	private final Clock clock;

	public BackupWriter(DataSource dataSource, Home home, Node node, KeyEncryptionKeys keys, Clock clock) {
		this.dataSource = dataSource;
		this.home = home;
		this.node = node;
		this.keys = keys;
		this.clock = clock;
	}

	/**
	 * Writes all that was committed when it began, and the audit of it and of what came
	 * while it was written.
	 * @param program version of Handfast
	 * @return what the backup says of itself
	 * @throws handfast.problem.Problem {@code SEALED} where a key is wanted that is not
	 * here
	 */
	public About write(OutputStream out, String program, boolean withKey, boolean withRootKey)
			throws IOException, SQLException {
		requireKeys(withKey, withRootKey);
		GZIPOutputStream packed = new GZIPOutputStream(out, BLOCK / 16);
		Parts parts = new Parts(packed);
		About about = writeDatabase(parts, program, withKey, withRootKey);
		// After the rows: whatever they tell of has its line by now.
		for (Path file : AuditArchive.files(this.home.resolve("audit"))) {
			try (InputStream lines = Files.newInputStream(file)) {
				parts.file(AUDIT + file.getFileName(), AuditArchive.wholeLength(file), lines);
			}
		}
		parts.finish();
		packed.finish();
		return about;
	}

	private void requireKeys(boolean withKey, boolean withRootKey) {
		if (withKey && !this.keys.mainExists()) {
			throw ProblemType.SEALED.because("The key file " + this.keys.mainFile()
					+ " is not there: put it back, or make the backup without --with-key.");
		}
		if (withRootKey && !this.keys.rootExists()) {
			throw ProblemType.SEALED.because("The root's key file " + this.keys.rootFile()
					+ " is not there: put it back for the backup, or make it without --with-root.");
		}
	}

	private List<Path> profiles() throws IOException {
		Path folder = this.home.resolve("profiles");
		if (!Files.isDirectory(folder)) {
			return List.of();
		}
		try (Stream<Path> files = Files.list(folder)) {
			return files.filter(Files::isRegularFile).sorted().toList();
		}
	}

	private About writeDatabase(Parts parts, String program, boolean withKey, boolean withRootKey)
			throws IOException, SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			boolean h2 = isH2(connection);
			// Or H2 would gather a whole table before its first row.
			set(connection, h2, 1);
			connection.setTransactionIsolation(
					h2 ? Connection.TRANSACTION_SERIALIZABLE : Connection.TRANSACTION_REPEATABLE_READ);
			connection.setReadOnly(true);
			connection.setAutoCommit(false);
			try {
				About about = about(connection, program, withKey, withRootKey);
				parts.file(ABOUT, JSON.writeValueAsBytes(about));
				writeFiles(parts, about);
				for (Table table : about.tables()) {
					write(connection, table, parts);
				}
				return about;
			}
			finally {
				connection.rollback();
				connection.setAutoCommit(true);
				set(connection, h2, 0);
			}
		}
	}

	// Before the rows, which are tried with the keys when they are read.
	private void writeFiles(Parts parts, About about) throws IOException {
		if (about.holdsKey()) {
			parts.file(KEY, Files.readAllBytes(this.keys.mainFile()));
		}
		if (about.holdsRootKey()) {
			parts.file(ROOT_KEY, Files.readAllBytes(this.keys.rootFile()));
		}
		for (Path profile : profiles()) {
			parts.file(PROFILES + profile.getFileName(), Files.readAllBytes(profile));
		}
	}

	static boolean isH2(Connection connection) throws SQLException {
		return connection.getMetaData().getDatabaseProductName().equals("H2");
	}

	private static void set(Connection connection, boolean h2, int lazy) throws SQLException {
		if (h2) {
			try (Statement statement = connection.createStatement()) {
				statement.execute("SET LAZY_QUERY_EXECUTION " + lazy);
			}
		}
	}

	private About about(Connection connection, String program, boolean withKey, boolean withRootKey)
			throws SQLException {
		try (Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery("SELECT id, epoch, public_url, key_check FROM installation")) {
			if (!row.next()) {
				throw new IllegalStateException("The first start has not come this far");
			}
			return new About(program, this.clock.instant().truncatedTo(ChronoUnit.SECONDS),
					row.getObject(1, UUID.class), this.node.id(), row.getLong(2), row.getString(3), row.getString(4),
					connection.getMetaData().getDatabaseProductName(), Schema.migrations(connection), withKey,
					withRootKey, Schema.tables(connection));
		}
	}

	private static void write(Connection connection, Table table, Parts parts) throws IOException, SQLException {
		List<String> order = Schema.orderOf(connection, table);
		String sql = table.select() + (order.isEmpty() ? "" : " ORDER BY " + String.join(", ", order));
		ByteArrayOutputStream block = new ByteArrayOutputStream();
		int rows = 0;
		try (Statement statement = connection.createStatement()) {
			statement.setFetchSize(FETCH);
			try (ResultSet result = statement.executeQuery(sql)) {
				while (result.next()) {
					block.write(JSON.writeValueAsBytes(table.read(result)));
					block.write('\n');
					rows++;
					if (block.size() > BLOCK) {
						parts.block(DATABASE + table.name(), block.toByteArray(), rows);
						block.reset();
						rows = 0;
					}
				}
			}
		}
		parts.block(DATABASE + table.name(), block.toByteArray(), rows);
	}

}
