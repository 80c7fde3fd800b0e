package handfast.storage;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Files that are whole or absent: written to a temporary name, forced, renamed, the
 * folder forced (security §2.4). Failures are {@link UncheckedIOException}.
 */
public final class AtomicFiles {

	private static final Pattern TEMPORARY = Pattern.compile("\\..+\\.[0-9a-f-]{36}\\.tmp");

	private static final FileAttribute<?> OWNER_ALONE = PosixFilePermissions
		.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

	private AtomicFiles() {
	}

	/**
	 * Replaces the file, mode 0600.
	 */
	public static void writePrivate(Path file, byte[] content) {
		replace(file, content, "rw-------");
	}

	/**
	 * Replaces the file, mode 0644.
	 */
	public static void writePublic(Path file, byte[] content) {
		replace(file, content, "rw-r--r--");
	}

	/**
	 * Makes the file, mode 0600, unless another did first.
	 * @return whether this call made it
	 */
	public static boolean createPrivate(Path file, byte[] content) {
		try {
			Path temporary = writeTemporary(file, content, "rw-------");
			try {
				// A hard link is made only where no file has the name: the content is
				// whole from the first moment on.
				Files.createLink(file, temporary);
				forceFolder(file);
				return true;
			}
			catch (FileAlreadyExistsException ex) {
				return false;
			}
			finally {
				Files.delete(temporary);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Makes the file, mode 0600, of what is written piece by piece, unless another did
	 * first. Where that fails, nothing is left of it.
	 * @throws FileAlreadyExistsException where it is there
	 * @throws IOException where it can't be written
	 */
	public static void createPrivate(Path file, Content content) throws IOException {
		Path temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
		try (FileChannel channel = FileChannel.open(temporary,
				Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ALONE)) {
			OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
			content.writeTo(out);
			out.flush();
			channel.force(true);
			Files.createLink(file, temporary);
			forceFolder(file);
		}
		finally {
			Files.deleteIfExists(temporary);
		}
	}

	/**
	 * Deletes what a crash left of files that were being written. The caller knows that
	 * nobody writes there.
	 */
	static void deleteLeftOver(Path folder) throws IOException {
		for (Path file : leftOver(folder)) {
			Files.deleteIfExists(file);
		}
	}

	/**
	 * The same for one file in a folder that others may write to just now: what is over a
	 * minute old.
	 */
	public static void deleteLeftOverOf(Path file) throws IOException {
		Instant old = Instant.now().minus(1, ChronoUnit.MINUTES);
		for (Path left : leftOver(file.toAbsolutePath().getParent())) {
			if (left.getFileName().toString().startsWith("." + file.getFileName() + ".")
					&& Files.getLastModifiedTime(left).toInstant().isBefore(old)) {
				Files.deleteIfExists(left);
			}
		}
	}

	private static List<Path> leftOver(@Nullable Path folder) throws IOException {
		if (folder == null || !Files.isDirectory(folder)) {
			return List.of();
		}
		try (Stream<Path> files = Files.list(folder)) {
			return files.filter((file) -> TEMPORARY.matcher(file.getFileName().toString()).matches()).toList();
		}
	}

	private static void replace(Path file, byte[] content, String mode) {
		try {
			Path temporary = writeTemporary(file, content, mode);
			Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
			forceFolder(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path writeTemporary(Path file, byte[] content, String mode) throws IOException {
		Path temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
		try (FileChannel channel = FileChannel.open(temporary,
				Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ALONE)) {
			ByteBuffer buffer = ByteBuffer.wrap(content);
			while (buffer.hasRemaining()) {
				channel.write(buffer);
			}
			// The umask may have taken bits away that 0644 wants.
			Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString(mode));
			channel.force(true);
		}
		catch (IOException ex) {
			Files.deleteIfExists(temporary);
			throw ex;
		}
		return temporary;
	}

	private static void forceFolder(Path file) throws IOException {
		try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
			folder.force(true);
		}
	}

	/**
	 * What a file is made of.
	 */
	@FunctionalInterface
	public interface Content {

		void writeTo(OutputStream out) throws IOException;

	}

}
