package handfast.operations.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.sql.DataSource;

import handfast.audit.AuditArchive;
import handfast.key.KeyEncryptionKeys;
import handfast.problem.ProblemType;
import handfast.storage.Home;
import handfast.storage.HomeIdentity;
import handfast.x509.TimeOrderedIds;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.util.FileSystemUtils;

/**
 * Makes a new node of a backup. The whole file is read before anything is written, the
 * rows are written in one transaction, and the home says whose it is last: a restore that
 * is cut off leaves nothing that starts.
 */
public final class Restoration {

	// How far CRL numbers jump: another service may have served newer CRLs (security
	// §2.6).
	private static final Duration JUMP = Duration.ofDays(1);

	private static final Set<String> BROUGHT_ALONG = Set.of("lock", BackupWriter.KEY, BackupWriter.ROOT_KEY);

	private final Path file;

	private final Unlock unlock;

	private final Path folder;

	private final Path keyFile;

	private final List<Path> audits;

	private final Database database;

	private final Clock clock = Clock.systemUTC();

	/**
	 * @param folder of the home to make
	 * @param keyFile where the key that wraps all others is or will be
	 * @param audits of the lost service: files or folders
	 */
	public Restoration(Path file, Unlock unlock, Path folder, Path keyFile, List<Path> audits, Database database) {
		this.file = file;
		this.unlock = unlock;
		this.folder = folder;
		this.keyFile = keyFile;
		this.audits = List.copyOf(audits);
		this.database = database;
	}

	/**
	 * Reads all of it and writes nothing.
	 * @return what is told
	 * @throws handfast.problem.Problem where it could not be restored
	 */
	public List<String> verify() throws IOException, SQLException {
		Look look = look();
		List<String> lines = new ArrayList<>(look.lines());
		lines.add(look.tellOfKeys());
		lines.add("Nothing was written.");
		return lines;
	}

	/**
	 * Makes home and database.
	 * @return what is told, and what there is to do
	 * @throws handfast.problem.Problem where it can't be done; then nothing is left
	 * behind
	 */
	public List<String> restore() throws IOException, SQLException {
		Set<String> before = requireEmptyHome();
		if (!this.database.inHome()) {
			try (Connection connection = this.database.source().getConnection()) {
				Migrations.requireEmpty(connection, this.database.url());
			}
		}
		Look look = look();
		if (look.keys == null) {
			throw ProblemType.CONFLICT.because(
					"The backup was made without the key that wraps all others, and it is not" + " at " + this.keyFile
							+ ": copy the file kek of the lost home there, mode 0600, or name it by" + " --key-file.");
		}
		try (Home home = Home.open(this.folder)) {
			boolean keyWasThere = Files.exists(this.keyFile);
			boolean done = false;
			try {
				List<String> lines = write(home, look);
				done = true;
				return lines;
			}
			finally {
				if (!done) {
					clear(before, keyWasThere);
				}
			}
		}
	}

	private Set<String> requireEmptyHome() throws IOException {
		if (!Files.exists(this.folder)) {
			return Set.of();
		}
		try (Stream<Path> files = Files.list(this.folder)) {
			Set<String> names = files.map((entry) -> entry.getFileName().toString()).collect(Collectors.toSet());
			names.stream().filter((name) -> !BROUGHT_ALONG.contains(name)).findFirst().ifPresent((name) -> {
				throw ProblemType.CONFLICT.because("The home " + this.folder + " is not empty, it holds " + name
						+ ": name an empty or a new folder by --home.");
			});
			return names;
		}
	}

	private Look look() throws IOException, SQLException {
		try {
			Look look = new Look(new Survivors(this.audits));
			look.rows = BackupReader.read(this.file, this.unlock, look);
			return look;
		}
		catch (AlteredException ex) {
			throw ProblemType.INVALID_REQUEST.because("The file " + this.file + " is not a whole backup: "
					+ ex.getMessage() + ". Take another copy of it; nothing was written.");
		}
	}

	private List<String> write(Home home, Look look) throws IOException, SQLException {
		DataSource source = this.database.source();
		// Flyway comes with connections of its own; while this one is open an embedded
		// database stays so.
		try (Connection connection = source.getConnection()) {
			try (Loader loader = new Loader(source, connection, home, this.keyFile)) {
				BackupReader.read(this.file, this.unlock, loader);
			}
			home.folder("audit");
			look.survivors.addTo(home.resolve("audit"));
			About about = look.about();
			long epoch = Math.max(about.epoch() + 1, this.clock.millis());
			Unaccounted unaccounted = Unaccounted.find(connection, home.resolve("audit"), about.at());
			AuditArchive.writeKnown(home.resolve("audit"), unaccounted.copied());
			begin(connection, epoch);
			connection.commit();
			connection.setAutoCommit(true);
			Migrations.toNewest(source);
			UUID node = new TimeOrderedIds(this.clock, new SecureRandom()).next();
			List<String> lines = tell(unaccounted, home, look, node);
			makeSafe(connection, home);
			new HomeIdentity(about.installation(), node, epoch, true).write(home);
			return lines;
		}
	}

	// A home that says whose it is must have its database.
	private void makeSafe(Connection connection, Home home) throws IOException, SQLException {
		if (this.database.inHome()) {
			// One large transaction leaves its file many times larger than what is in it.
			execute(connection, "SHUTDOWN COMPACT");
			try (FileChannel file = FileChannel.open(home.resolve("handfast.mv.db"), StandardOpenOption.WRITE)) {
				file.force(true);
			}
		}
		else if (BackupWriter.isH2(connection)) {
			execute(connection, "CHECKPOINT SYNC");
		}
	}

	private void begin(Connection connection, long epoch) throws SQLException {
		try (PreparedStatement update = connection.prepareStatement("UPDATE installation SET epoch = ?,"
				+ " crl_number_floor = (SELECT greatest(coalesce(max(number), 0), CAST(? AS bigint)) + ? FROM crl)")) {
			update.setLong(1, epoch);
			update.setLong(2, this.clock.millis());
			update.setLong(3, JUMP.toMillis());
			update.executeUpdate();
		}
	}

	private static void execute(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	private List<String> tell(Unaccounted unaccounted, Home home, Look look, UUID node) {
		About about = look.about();
		List<String> lines = new ArrayList<>(look.lines());
		lines.add("The home " + this.folder + " is a new node, " + node + ", of installation " + about.installation()
				+ ".");
		lines.add("THE OLD SERVICE MUST NEVER START AGAIN: both would sign under the same keys."
				+ (this.database.inHome() ? "" : " On this database it is refused; on any other it is not."));
		if (unaccounted.serials() > 0) {
			lines.add("Certificates known to the audit alone: " + unaccounted.serials()
					+ ". The start revokes them as orphans before it signs anything.");
		}
		lines.add("What was issued after " + unaccounted.until()
				+ " and before the old service ended is unaccounted for"
				+ (look.survivors.isEmpty()
						? ": if the lost home's audit can be had, empty this home and restore again" + " with --audit."
						: ": the audit ends there.")
				+ " Such certificates work until they expire and can't be revoked; where that must not be, begin a new"
				+ " installation and replace the root with the clients.");
		if (!home.resolve(BackupWriter.ROOT_KEY).toFile().exists()) {
			lines.add("The root's key is not here: put root-kek into the home where the root has to sign.");
		}
		lines.add(
				"Start it with `java -jar handfast.jar`, and make an administrator's token with `java -jar handfast.jar"
						+ " token`; tokens of before go on working.");
		return lines;
	}

	// What was there before stays.
	private void clear(Set<String> before, boolean keyWasThere) throws IOException {
		try (Stream<Path> files = Files.list(this.folder)) {
			for (Path entry : files.toList()) {
				String name = entry.getFileName().toString();
				if (!name.equals("lock") && !before.contains(name)) {
					FileSystemUtils.deleteRecursively(entry);
				}
			}
		}
		if (!keyWasThere) {
			Files.deleteIfExists(this.keyFile);
		}
	}

	/**
	 * Where the rows go.
	 *
	 * @param inHome whether it is a file in the home
	 */
	public record Database(String url, String user, String password, boolean inHome) {

		DataSource source() {
			return new DriverManagerDataSource(this.url, this.user, this.password);
		}

		@Override
		public String toString() {
			return this.url;
		}

	}

	/**
	 * Looks at every part.
	 */
	private final class Look implements BackupReader.Visitor {

		private final Survivors survivors;

		private @Nullable About about;

		private byte @Nullable [] key;

		private byte @Nullable [] rootKey;

		private @Nullable WrappedKeys keys;

		private boolean triedKeys;

		private long revoked;

		private Map<String, Long> rows = Map.of();

		Look(Survivors survivors) {
			this.survivors = survivors;
		}

		About about() {
			return Objects.requireNonNull(this.about);
		}

		@Override
		public void about(About about) {
			Migrations.require(about);
			this.about = about;
		}

		@Override
		public void file(String folder, String name, InputStream content) throws IOException {
			switch (folder + name) {
				case BackupWriter.KEY -> this.key = content.readAllBytes();
				case BackupWriter.ROOT_KEY -> this.rootKey = content.readAllBytes();
				default -> {
					if (folder.equals(BackupWriter.AUDIT)) {
						this.survivors.requireSame(name, content);
					}
					else if (!folder.equals(BackupWriter.PROFILES)) {
						throw new AlteredException("it holds what no backup holds");
					}
				}
			}
		}

		@Override
		public void row(Table table, JsonNode values, int size) {
			if (!this.triedKeys) {
				this.triedKeys = true;
				this.keys = keysAtHand();
			}
			if (this.keys != null) {
				this.keys.row(table, values);
			}
			if (table.name().equals("certificate") && !values.path(table.index("revoked_at")).isNull()) {
				this.revoked++;
			}
		}

		private @Nullable WrappedKeys keysAtHand() {
			byte[] main = (this.key != null) ? this.key : read(Restoration.this.keyFile);
			if (main == null) {
				return null;
			}
			byte[] root = (this.rootKey != null) ? this.rootKey
					: read(Restoration.this.folder.resolve(BackupWriter.ROOT_KEY));
			KeyEncryptionKeys found = KeyEncryptionKeys.of(Restoration.this.keyFile, main,
					Home.of(Restoration.this.folder), root);
			byte[] there = read(Restoration.this.keyFile);
			if (!found.fingerprint().equals(about().keyCheck())
					|| (there != null && !java.util.Arrays.equals(there, main))) {
				throw ProblemType.CONFLICT.because("The key in " + Restoration.this.keyFile
						+ " is not the one of this installation: copy the file kek of the lost home there, or name it by"
						+ " --key-file.");
			}
			return new WrappedKeys(found, root != null);
		}

		private byte @Nullable [] read(Path path) {
			try {
				return Files.exists(path) ? Files.readAllBytes(path) : null;
			}
			catch (IOException ex) {
				throw ProblemType.CONFLICT.because(
						"The key file " + path + " can't be read (" + ex.getMessage() + "): let this user read it.");
			}
		}

		List<String> lines() {
			About found = about();
			return List.of("Installation " + found.installation() + " as it was at " + found.at()
					+ ", made by Handfast " + found.program() + " on " + found.database() + ", schema " + found.schema()
					+ ": " + this.rows.getOrDefault("certificate", 0L) + " certificates, " + this.revoked
					+ " of them revoked, " + this.rows.values().stream().mapToLong(Long::longValue).sum() + " rows in "
					+ found.tables().size() + " tables.");
		}

		String tellOfKeys() {
			WrappedKeys tried = this.keys;
			if (tried == null) {
				return "Its private keys were not tried: the key that wraps them is neither in it nor at "
						+ Restoration.this.keyFile + ".";
			}
			if (tried.closed() > 0) {
				throw ProblemType.CONFLICT.because(tried.closed() + " of its " + (tried.opened() + tried.closed())
						+ " private keys do not open, though the key that wraps them is at hand: they were damaged before"
						+ " the backup was made; take an older one.");
			}
			return "All of its " + tried.opened() + " private keys that could be tried open.";
		}

	}

}
