package handfast.client;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

import handfast.x509.Secret;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * A command as someone typed it, and how it ended.
 */
record Typed(int code, String out, String err) {

	/**
	 * Where somebody types, with a folder of their own for the login.
	 */
	record At(Path folder, Path home, Clock clock) {

		/**
		 * In a job: nobody can be asked.
		 */
		Typed run(String... arguments) {
			return pipe("", arguments);
		}

		/**
		 * With this on standard input.
		 */
		Typed pipe(String input, String... arguments) {
			return run(new Terminal.Nobody(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8))),
					arguments);
		}

		/**
		 * At a terminal, with these answers to what is asked.
		 */
		Typed answering(List<String> answers, String... arguments) {
			return run(new Person(new ArrayDeque<>(answers)), arguments);
		}

		private Typed run(Terminal terminal, String... arguments) {
			StringWriter out = new StringWriter();
			StringWriter err = new StringWriter();
			CommandLine line = ClientCommands.addTo(new CommandLine(new Root()),
					new Surroundings(this.folder, this.home, terminal, this.clock));
			int code = line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
			return new Typed(code, out.toString(), err.toString());
		}

	}

	JsonNode json() {
		return JsonMapper.shared().readTree(this.out);
	}

	/**
	 * The word after this one at the beginning of a line.
	 */
	String told(String label) {
		return this.out.lines()
			.filter((line) -> line.startsWith(label + " "))
			.map((line) -> Arrays.asList(line.split(" +")).get(1))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No " + label + " in " + this));
	}

	private record Person(Deque<String> answers) implements Terminal {

		@Override
		public boolean isPresent() {
			return true;
		}

		@Override
		public String line(String question) {
			return this.answers.remove();
		}

		@Override
		public Secret secret(String question) {
			return Secret.of(this.answers.remove());
		}

		@Override
		public InputStream input() {
			return InputStream.nullInputStream();
		}

	}

	@Command(name = "java -jar handfast.jar")
	private static final class Root {

	}

}
