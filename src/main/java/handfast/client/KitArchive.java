package handfast.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * A kit as it is downloaded: one folder of plain files. What its entries say of paths,
 * kinds and modes is checked before anything is written, and the files against the kit's
 * own sums.
 */
final class KitArchive {

	private static final Pattern ENTRY = Pattern
		.compile("(handfast-[A-Za-z0-9._-]{1,200})/([A-Za-z0-9][A-Za-z0-9._-]{0,100})");

	private static final Pattern SUM = Pattern.compile("([0-9a-f]{64})  (\\S+)");

	private static final int MOST_FILES = 200;

	private static final int LARGEST = 10_000_000;

	private static final String SUMS = "SHA256SUMS";

	private static final String SIGNATURE = "SHA256SUMS.p7s";

	private static final int EXECUTABLE = 0100;

	private KitArchive() {
	}

	/**
	 * Unpacks it, whole or not at all, for the user alone.
	 * @param kit tar.gz
	 * @param folder to make the kit's own folder in
	 * @return that one
	 * @throws ClientFailure where it is not sound, or is there already
	 */
	static Path unpack(byte[] kit, Path folder, boolean replace) {
		try {
			Map<String, Entry> entries = read(kit);
			requireSummed(entries);
			Path to = folder.resolve(entries.values().iterator().next().folder()).normalize();
			if (Files.exists(to) && !replace) {
				throw ClientFailure.notUnderstood(to
						+ " is there already: add --replace, or name another folder by --out. The installation is made.");
			}
			return write(entries, to);
		}
		catch (IOException ex) {
			throw ClientFailure.notUnderstood("The kit can't be unpacked in " + folder
					+ ": see whether there is room and whose it is. Run again, it is fetched again.");
		}
	}

	private static Map<String, Entry> read(byte[] kit) throws IOException {
		Map<String, Entry> entries = new LinkedHashMap<>();
		long size = 0;
		try (TarArchiveInputStream archive = new TarArchiveInputStream(
				new GzipCompressorInputStream(new ByteArrayInputStream(kit)))) {
			TarArchiveEntry entry = archive.getNextEntry();
			while (entry != null) {
				Matcher path = ENTRY.matcher(entry.getName());
				if (!path.matches() || !entry.isFile() || entry.isLink() || entry.isSymbolicLink()
						|| entries.size() == MOST_FILES) {
					throw unsound("an entry that no kit has");
				}
				byte[] bytes = archive.readNBytes(LARGEST);
				size += bytes.length;
				Entry read = new Entry(path.group(1), bytes, (entry.getMode() & EXECUTABLE) != 0);
				if (size >= LARGEST || entries.put(path.group(2), read) != null
						|| !read.folder().equals(entries.values().iterator().next().folder())) {
					throw unsound("more than one kit");
				}
				entry = archive.getNextEntry();
			}
		}
		return entries;
	}

	private static void requireSummed(Map<String, Entry> entries) {
		Entry sums = entries.get(SUMS);
		if (sums == null) {
			throw unsound("no " + SUMS);
		}
		Set<String> missing = new TreeSet<>(entries.keySet());
		missing.removeAll(Set.of(SUMS, SIGNATURE));
		for (String line : new String(sums.bytes(), StandardCharsets.UTF_8).lines().toList()) {
			Matcher sum = SUM.matcher(line);
			Entry entry = sum.matches() ? entries.get(sum.group(2)) : null;
			if (entry == null || !sum.group(1).equals(sha256(entry.bytes()))) {
				throw unsound("a file that is not the one its sum is of");
			}
			missing.remove(sum.group(2));
		}
		if (!missing.isEmpty()) {
			throw unsound("files without a sum: " + String.join(", ", missing));
		}
	}

	private static Path write(Map<String, Entry> entries, Path to) throws IOException {
		Path made = Files.createTempDirectory(to.toAbsolutePath().getParent(), ".handfast-");
		try {
			for (Map.Entry<String, Entry> one : entries.entrySet()) {
				Path file = made.resolve(one.getKey());
				Files.createFile(file, PosixFilePermissions.asFileAttribute(one.getValue().mode()));
				Files.write(file, one.getValue().bytes());
			}
			delete(to);
			Files.move(made, to, StandardCopyOption.ATOMIC_MOVE);
			return to;
		}
		finally {
			delete(made);
		}
	}

	// A kit has no folders within.
	private static void delete(Path kit) throws IOException {
		if (!Files.isDirectory(kit)) {
			return;
		}
		try (Stream<Path> files = Files.list(kit)) {
			for (Path file : files.toList()) {
				Files.delete(file);
			}
		}
		Files.delete(kit);
	}

	private static ClientFailure unsound(String what) {
		return ClientFailure.notTrusted("The kit is not sound, it holds " + what + ": nothing was written.");
	}

	private static String sha256(byte[] bytes) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A file of the kit.
	 */
	private record Entry(String folder, byte[] bytes, boolean program) {

		Set<PosixFilePermission> mode() {
			return PosixFilePermissions.fromString(this.program ? "rwx------" : "rw-------");
		}

		@Override
		public String toString() {
			return "Entry[" + this.bytes.length + " bytes]";
		}

	}

}
