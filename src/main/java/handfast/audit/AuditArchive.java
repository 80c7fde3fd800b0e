package handfast.audit;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

import handfast.storage.AtomicFiles;

/**
 * Audit files as such, whoever wrote them: those of the home, and those that survived
 * another one.
 */
public final class AuditArchive {

	private static final String KNOWN = "restored.properties";

	private AuditArchive() {
	}

	/**
	 * The files of a folder, those of a node together and in order.
	 */
	public static List<Path> files(Path folder) throws IOException {
		return Segment.in(folder).stream().map(Segment::file).toList();
	}

	/**
	 * Whether the name is one of an audit file.
	 */
	public static boolean isOne(Path file) {
		return !Segment.read(file).isEmpty();
	}

	/**
	 * Up to where its lines are whole, in bytes. A running service may add to it
	 * meanwhile.
	 */
	public static long wholeLength(Path file) throws IOException {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
			return LastLine.endOfWholeLines(channel);
		}
	}

	/**
	 * Number of the last line of each node that has files in the folder.
	 */
	public static SortedMap<UUID, Long> lastLines(Path folder) {
		SortedMap<UUID, Long> numbers = new TreeMap<>();
		try {
			for (Segment segment : Segment.in(folder)) {
				byte[] last = LastLine.of(segment.file());
				if (last.length > 0) {
					numbers.put(segment.node(), AuditEntry.read(last).sequence());
				}
			}
			return numbers;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Notes in a folder up to which line of each node its database knows what the lines
	 * tell. The searchable copy does not say so for long where a lost service is alive
	 * and goes on copying.
	 */
	public static void writeKnown(Path folder, Map<UUID, Long> lines) {
		Properties known = new Properties();
		lines.forEach((node, line) -> known.setProperty(node.toString(), line.toString()));
		StringWriter text = new StringWriter();
		try {
			known.store(text, null);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		AtomicFiles.writePrivate(folder.resolve(KNOWN), text.toString().getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * What was noted; empty after an ordinary stop.
	 */
	static Map<UUID, Long> readKnown(Path folder) {
		Path file = folder.resolve(KNOWN);
		Map<UUID, Long> lines = new TreeMap<>();
		try {
			if (Files.exists(file)) {
				Properties known = new Properties();
				known.load(new StringReader(Files.readString(file)));
				known.forEach((node, line) -> lines.put(UUID.fromString((String) node), Long.valueOf((String) line)));
			}
			return lines;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static void deleteKnown(Path folder) {
		try {
			Files.deleteIfExists(folder.resolve(KNOWN));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Hands over a node's lines whose number is larger, oldest first; a torn last line is
	 * left out.
	 */
	public static void forEachAfter(Path folder, UUID node, long sequence, Consumer<AuditEntry> consumer) {
		AuditReader.forEachAfter(folder, node, sequence, consumer);
	}

}
