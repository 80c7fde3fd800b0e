package handfast.audit;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.storage.Home;
import handfast.storage.Node;
import handfast.x509.SerialNumber;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AuditFileTests {

	private static final UUID NODE = UUID.fromString("01990000-0000-7000-8000-000000000001");

	@TempDir
	Path folder;

	private Home home;

	@BeforeEach
	void openHome() {
		this.home = Home.open(this.folder.resolve("home"));
	}

	@AfterEach
	void closeHome() {
		this.home.close();
	}

	@Test
	void chainsItsLines() throws Exception {
		write("one", "two", "three");
		AuditVerification.Report report = AuditVerification.verify(audit());
		assertThat(report.broken()).isEmpty();
		assertThat(report.lines()).isEqualTo(3);
		assertThat(report.torn()).isFalse();
	}

	@Test
	void goesOnWithTheChainAfterARestart() throws Exception {
		write("one");
		write("two");
		assertThat(AuditVerification.verify(audit())).matches(AuditVerification.Report::isWhole)
			.extracting(AuditVerification.Report::lines)
			.isEqualTo(2L);
	}

	@Test
	void cutsATornLineAndSaysSo() throws Exception {
		write("one", "two");
		Files.writeString(onlyFile(), "{\"action\":\"half", StandardOpenOption.APPEND);
		assertThat(AuditVerification.verify(audit())).matches(AuditVerification.Report::isWhole)
			.matches(AuditVerification.Report::torn);
		write("three");
		assertThat(AuditVerification.verify(audit())).matches(AuditVerification.Report::isWhole)
			.extracting(AuditVerification.Report::lines)
			.isEqualTo(4L);
		assertThat(onlyFile()).content().contains("cut 15 bytes");
	}

	@Test
	void beginsAFreshFileWhereOnlyATornLineWasWritten() throws Exception {
		Files.createDirectories(audit());
		Files.writeString(Segment.of(audit(), NODE, 1).file(), "{\"act");
		write("one");
		assertThat(AuditVerification.verify(audit()).broken()).isEmpty();
	}

	@Test
	void carriesTheChainOverSegments() throws Exception {
		write(DataSize.ofBytes(600), "one", "two", "three", "four", "five", "six");
		AuditVerification.Report report = AuditVerification.verify(audit());
		assertThat(report.broken()).isEmpty();
		assertThat(report.lines()).isEqualTo(6);
		assertThat(report.files()).isGreaterThan(1);
	}

	@Test
	void keepsWhatWasSigned() throws Exception {
		AuditLine.Signing signing = new AuditLine.Signing(NODE, 3, new SerialNumber(BigInteger.valueOf(255)),
				Instant.parse("2027-01-01T00:00:00Z"), "aa".repeat(32), "bb".repeat(32));
		AuditLine line = AuditLine.of("someone", "certificate.issue", "x", "done")
			.withSigning(signing)
			.withDetail("quote \" slash \\ line\nfeed ü \u0001");
		try (Running running = new Running(DataSize.ofMegabytes(1))) {
			running.file.record(line);
		}
		List<AuditEntry> entries = new ArrayList<>();
		reader().forEachAfter(0, entries::add);
		assertThat(entries).extracting(AuditEntry::line).containsExactly(line);
	}

	@Test
	void handsOverOnlyLaterLines() throws Exception {
		write(DataSize.ofBytes(600), "1", "2", "3", "4", "5", "6", "7", "8");
		List<AuditEntry> entries = new ArrayList<>();
		reader().forEachAfter(5, entries::add);
		assertThat(entries).extracting((entry) -> entry.line().object()).containsExactly("6", "7", "8");
	}

	@Test
	void noticesAChangedLine() throws Exception {
		write("one", "two", "three");
		Files.writeString(onlyFile(), Files.readString(onlyFile()).replace("\"two\"", "\"owt\""));
		AuditVerification.Broken broken = AuditVerification.verify(audit()).broken().getFirst();
		assertThat(broken.line()).isEqualTo(3);
		assertThat(broken.reason()).contains("hash of the line before");
	}

	@Test
	void noticesAMissingLine() throws Exception {
		write("one", "two", "three");
		List<String> lines = new ArrayList<>(Files.readAllLines(onlyFile()));
		lines.remove(1);
		Files.write(onlyFile(), lines);
		assertThat(AuditVerification.verify(audit()).broken()).singleElement()
			.matches((broken) -> broken.line() == 2 && broken.reason().contains("number 3 where 2"));
	}

	@Test
	void noticesOtherSpellingOfTheSameLine() throws Exception {
		write("one");
		Files.writeString(onlyFile(), Files.readString(onlyFile()).replace("\"actor\":", "\"actor\": "));
		assertThat(AuditVerification.verify(audit()).broken()).singleElement()
			.matches((broken) -> broken.reason().contains("canonical"));
	}

	@Test
	void noticesAMissingSegment() throws Exception {
		write(DataSize.ofBytes(600), "1", "2", "3", "4", "5", "6", "7", "8");
		Files.delete(Segment.of(audit(), NODE, 2).file());
		assertThat(AuditVerification.verify(audit()).broken()).singleElement()
			.matches((broken) -> broken.reason().contains("number 2"));
	}

	@Test
	void refusesWhileItCannotBeWrittenAndHealsAfter() throws Exception {
		try (Running running = new Running(DataSize.ofBytes(1))) {
			running.file.record(line("one"));
			// A folder stands where the next segment belongs.
			Path obstacle = Segment.of(audit(), NODE, 2).file();
			Files.createDirectory(obstacle);
			assertThatExceptionOfType(Problem.class).isThrownBy(() -> running.file.record(line("two")))
				.matches((problem) -> problem.type() == ProblemType.AUDIT_UNAVAILABLE);
			assertThatExceptionOfType(Problem.class).isThrownBy(running.file::requireWritable)
				.matches((problem) -> problem.type() == ProblemType.AUDIT_UNAVAILABLE);
			Files.delete(obstacle);
			running.file.requireWritable();
			running.file.record(line("three"));
		}
		AuditVerification.Report report = AuditVerification.verify(audit());
		assertThat(report.broken()).isEmpty();
		assertThat(report.lines()).isEqualTo(3);
	}

	@Test
	void refusesAfterItWasClosed() throws Exception {
		Running running = new Running(DataSize.ofMegabytes(1));
		running.close();
		assertThatExceptionOfType(Problem.class).isThrownBy(() -> running.file.record(line("late")));
	}

	@Test
	void losesNoLineOfManyWriters() throws Exception {
		int writers = 16;
		int each = Integer.getInteger("handfast.test.auditLines", 200);
		long start = System.nanoTime();
		try (Running running = new Running(DataSize.ofMegabytes(256));
				ExecutorService threads = Executors.newFixedThreadPool(writers)) {
			Callable<Void> work = () -> {
				for (int i = 0; i < each; i++) {
					running.file.record(line("x"));
				}
				return null;
			};
			for (var done : threads.invokeAll(java.util.Collections.nCopies(writers, work))) {
				done.get();
			}
		}
		System.out.printf("%.0f lines/s%n", writers * each / ((System.nanoTime() - start) / 1e9));
		assertThat(AuditVerification.verify(audit()).lines()).isEqualTo((long) writers * each);
	}

	private void write(String... objects) throws Exception {
		write(DataSize.ofMegabytes(256), objects);
	}

	private void write(DataSize segmentSize, String... objects) throws Exception {
		try (Running running = new Running(segmentSize)) {
			for (String object : objects) {
				running.file.record(line(object));
			}
		}
	}

	private static AuditLine line(String object) {
		return AuditLine.of("someone", "thing.do", object, "done");
	}

	private Path audit() {
		return this.home.resolve("audit");
	}

	private Path onlyFile() throws IOException {
		try (Stream<Path> files = Files.list(audit())) {
			return files.toList().getFirst();
		}
	}

	private AuditReader reader() {
		return new AuditReader(this.home, new Node(NODE, NODE), null);
	}

	private final class Running implements AutoCloseable {

		private final AuditFile file;

		Running(DataSize segmentSize) {
			this.file = new AuditFile(AuditFileTests.this.home, new Node(NODE, NODE), Clock.systemUTC(),
					new AuditProperties(segmentSize));
		}

		@Override
		public void close() throws Exception {
			this.file.destroy();
		}

	}

}
