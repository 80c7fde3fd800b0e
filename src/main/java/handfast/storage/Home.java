package handfast.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The folder that holds this node's state: made readable by its owner alone, locked while
 * a process uses it.
 */
public final class Home implements AutoCloseable {

	/**
	 * Says which installation and node the home belongs to; written before anything else
	 * is made.
	 */
	static final String IDENTITY = "installation.properties";

	// What an operator may put into a home before its first start.
	private static final Set<String> BROUGHT_ALONG = Set.of("lock", "kek", "root-kek", "profiles");

	private final Path path;

	private final @Nullable FileChannel lock;

	private Home(Path path, @Nullable FileChannel lock) {
		this.path = path;
		this.lock = lock;
	}

	/**
	 * Makes the folder where there is none, and locks it.
	 * @throws StartRefused where it is someone else's, can't be written, or is in use
	 */
	public static Home open(Path folder) {
		Path path = folder.toAbsolutePath().normalize();
		try {
			if (!Files.exists(path)) {
				make(path);
			}
			requireOurs(path);
			Home home = new Home(path, lock(path));
			AtomicFiles.deleteLeftOver(path);
			AtomicFiles.deleteLeftOver(path.resolve("crl"));
			return home;
		}
		catch (IOException ex) {
			throw new StartRefused("The home " + path + " can't be used (" + ex
					+ "); give this user the right to write there, or name another folder by handfast.home.");
		}
	}

	/**
	 * A folder for tests: neither checked nor locked.
	 */
	public static Home of(Path folder) {
		return new Home(folder.toAbsolutePath(), null);
	}

	public Path path() {
		return this.path;
	}

	public Path resolve(String name) {
		return this.path.resolve(name);
	}

	/**
	 * A folder in the home, made where it is missing, mode 0700.
	 */
	public Path folder(String name) {
		Path folder = this.path.resolve(name);
		try {
			if (!Files.isDirectory(folder)) {
				Files.createDirectories(folder,
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
			}
			return folder;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		try {
			if (this.lock != null) {
				this.lock.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void make(Path path) throws IOException {
		Path parent = path.getParent();
		if (parent != null && !Files.exists(parent)) {
			Files.createDirectories(parent);
		}
		Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
	}

	private static void requireOurs(Path path) throws IOException {
		if (!Files.isDirectory(path)) {
			throw new StartRefused("The home " + path + " is not a folder; name one by handfast.home.");
		}
		String owner = Files.getOwner(path).getName();
		String user = System.getProperty("user.name");
		if (!owner.equals(user)) {
			throw new StartRefused("The home " + path + " belongs to " + owner + " and this process runs as " + user
					+ "; start it as " + owner + ", or name another folder by handfast.home.");
		}
		if (!Files.isWritable(path)) {
			throw new StartRefused("The home " + path + " is read-only; make it writable for " + user
					+ ", or name another folder by handfast.home.");
		}
		if (!Files.exists(path.resolve(IDENTITY))) {
			requireEmpty(path);
		}
		Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path);
		if (!PosixFilePermissions.toString(mode).equals("rwx------")) {
			Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
		}
	}

	private static void requireEmpty(Path path) throws IOException {
		try (Stream<Path> entries = Files.list(path)) {
			entries.map((entry) -> entry.getFileName().toString())
				.filter((name) -> !BROUGHT_ALONG.contains(name) && !name.endsWith(".tmp"))
				.findFirst()
				.ifPresent((name) -> {
					throw new StartRefused("The folder " + path + " holds " + name
							+ " and is no home of Handfast; name an empty or a new folder by handfast.home.");
				});
		}
	}

	private static FileChannel lock(Path path) throws IOException {
		FileChannel channel = FileChannel.open(path.resolve("lock"),
				Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
		FileLock lock;
		try {
			lock = channel.tryLock();
		}
		catch (OverlappingFileLockException ex) {
			lock = null;
		}
		if (lock == null) {
			channel.close();
			throw new StartRefused("The home " + path
					+ " is in use by another Handfast; stop that one, or name another folder by handfast.home.");
		}
		return channel;
	}

}
