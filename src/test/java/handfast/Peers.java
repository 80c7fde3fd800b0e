package handfast;

import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.TestAbortedException;

/**
 * Programs of others that tests compare ours with. One that is not installed skips its
 * tests in plain sight, and fails them where {@code CI=true}.
 */
public final class Peers {

	private static final Set<String> MISSING = new ConcurrentSkipListSet<>();

	private Peers() {
	}

	/**
	 * Where the program is; empty where it is not installed.
	 */
	public static Optional<Path> find(String program) {
		// Debian puts servers where an ordinary user does not look.
		return Stream.of((System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin").split(":"))
			.map((folder) -> Path.of(folder, program))
			.filter(Files::isExecutable)
			.findFirst();
	}

	/**
	 * Where the program is; ends the test where it is not installed.
	 */
	public static Path require(String program) {
		return find(program).orElseThrow(() -> missing(program));
	}

	/**
	 * Says that a peer is not installed: fails the test where {@code CI=true}, and skips
	 * it elsewhere.
	 */
	public static RuntimeException missing(String peer) {
		MISSING.add(peer);
		String message = "Peer not installed: " + peer;
		if (isCi()) {
			throw new IllegalStateException(message);
		}
		return new TestAbortedException(message);
	}

	/**
	 * Those that some test looked for in vain.
	 */
	static Set<String> missing() {
		return MISSING;
	}

	private static boolean isCi() {
		return "true".equals(System.getenv("CI"));
	}

	/**
	 * Runs the program in a folder.
	 * @return what it printed, both streams together
	 * @throws IOException where it ends with anything but 0, with what it printed
	 */
	public static String run(Path folder, String... command) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
		process.getOutputStream().close();
		String printed;
		try (InputStream output = process.getInputStream()) {
			printed = new String(output.readAllBytes(), StandardCharsets.UTF_8);
		}
		int status = process.waitFor();
		if (status != 0) {
			throw new IOException(List.of(command) + " ended with " + status + ":\n" + printed);
		}
		return printed;
	}

	/**
	 * Runs the test only where all these programs are installed.
	 */
	@Target({ ElementType.METHOD, ElementType.TYPE })
	@Retention(RetentionPolicy.RUNTIME)
	@ExtendWith(Condition.class)
	public @interface EnabledIfPeer {

		String[] value();

	}

	static class Condition implements ExecutionCondition {

		@Override
		public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
			List<String> missing = AnnotationSupport.findAnnotation(context.getElement(), EnabledIfPeer.class)
				.stream()
				.flatMap((peers) -> Arrays.stream(peers.value()))
				.filter((program) -> find(program).isEmpty())
				.toList();
			if (missing.isEmpty()) {
				return ConditionEvaluationResult.enabled("All peers are installed");
			}
			MISSING.addAll(missing);
			if (isCi()) {
				throw new IllegalStateException("Peer programs are not installed: " + missing);
			}
			return ConditionEvaluationResult.disabled("Peer programs are not installed: " + missing);
		}

	}

}
