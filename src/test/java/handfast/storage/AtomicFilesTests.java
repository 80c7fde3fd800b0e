package handfast.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class AtomicFilesTests {

	@TempDir
	Path folder;

	@Test
	void keepsPrivateFilesToTheirOwner() throws IOException {
		Path file = this.folder.resolve("kek");
		AtomicFiles.writePrivate(file, bytes("one"));
		AtomicFiles.writePrivate(file, bytes("two"));
		assertThat(file).hasContent("two");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
	}

	@Test
	void letsAllReadPublicFiles() throws IOException {
		Path file = this.folder.resolve("root.pem");
		AtomicFiles.writePublic(file, bytes("pem"));
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-r--r--");
	}

	@Test
	void letsOneOfManyRacersMakeTheFile() throws Exception {
		Path file = this.folder.resolve("kek");
		try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
			List<Callable<Boolean>> racers = IntStream.range(0, 32)
				.<Callable<Boolean>>mapToObj((i) -> () -> AtomicFiles.createPrivate(file, bytes("racer " + i)))
				.toList();
			long made = threads.invokeAll(racers).stream().filter((future) -> future.resultNow()).count();
			assertThat(made).isOne();
		}
		assertThat(Files.readString(file)).startsWith("racer ");
		assertThat(names()).containsExactly("kek");
	}

	@Test
	void deletesWhatACrashLeft() throws IOException {
		String left = ".root-kek.01990000-0000-7000-8000-000000000001.tmp";
		Files.writeString(this.folder.resolve(left), "secret");
		Files.writeString(this.folder.resolve("root-kek"), "secret");
		Files.writeString(this.folder.resolve(".notes.tmp"), "not ours");
		AtomicFiles.deleteLeftOver(this.folder);
		assertThat(names()).containsExactlyInAnyOrder("root-kek", ".notes.tmp");
	}

	@Test
	void leavesOthersTheirFilesAndWhatIsJustBeingWritten() throws IOException {
		String id = "01990000-0000-7000-8000-000000000001";
		FileTime old = FileTime.from(Instant.now().minusSeconds(3600));
		for (String name : List.of(".kek." + id + ".tmp", ".other." + id + ".tmp")) {
			Files.setLastModifiedTime(Files.writeString(this.folder.resolve(name), "x"), old);
		}
		Files.writeString(this.folder.resolve(".kek." + id.replace('0', '1') + ".tmp"), "x");
		AtomicFiles.deleteLeftOverOf(this.folder.resolve("kek"));
		assertThat(names()).containsExactlyInAnyOrder(".other." + id + ".tmp", ".kek." + id.replace('0', '1') + ".tmp");
	}

	private List<String> names() throws IOException {
		try (Stream<Path> files = Files.list(this.folder)) {
			return files.map((file) -> file.getFileName().toString()).toList();
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
