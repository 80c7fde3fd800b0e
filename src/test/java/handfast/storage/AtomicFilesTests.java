package handfast.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

	private List<String> names() throws IOException {
		try (Stream<Path> files = Files.list(this.folder)) {
			return files.map((file) -> file.getFileName().toString()).toList();
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
