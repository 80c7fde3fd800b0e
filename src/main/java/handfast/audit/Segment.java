package handfast.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One file of a node's audit: {@code NODE-000001.jsonl}.
 */
record Segment(UUID node, int number, Path file) {

	private static final Pattern NAME = Pattern
		.compile("([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(\\d{6,9})\\.jsonl");

	static Segment of(Path folder, UUID node, int number) {
		return new Segment(node, number, folder.resolve("%s-%06d.jsonl".formatted(node, number)));
	}

	/**
	 * All segments of a folder, those of a node together and in order.
	 */
	static List<Segment> in(Path folder) throws IOException {
		if (!Files.isDirectory(folder)) {
			return List.of();
		}
		try (Stream<Path> files = Files.list(folder)) {
			return files.flatMap((file) -> read(file).stream())
				.sorted(Comparator.comparing(Segment::node).thenComparing(Segment::number))
				.toList();
		}
	}

	static List<Segment> in(Path folder, UUID node) throws IOException {
		return in(folder).stream().filter((segment) -> segment.node().equals(node)).toList();
	}

	static List<Segment> read(Path file) {
		Matcher matcher = NAME.matcher(file.getFileName().toString());
		return matcher.matches()
				? List.of(new Segment(UUID.fromString(matcher.group(1)), Integer.parseInt(matcher.group(2)), file))
				: List.of();
	}

}
