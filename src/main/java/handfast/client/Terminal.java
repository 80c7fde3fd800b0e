package handfast.client;

import java.io.Console;
import java.io.InputStream;

import handfast.x509.Secret;

/**
 * Who sits there, if anyone does.
 */
interface Terminal {

	/**
	 * Whether a person reads what is printed and can be asked.
	 */
	boolean isPresent();

	/**
	 * Asks for a line, empty where the input has ended.
	 */
	String line(String question);

	/**
	 * Asks for what is not shown while it is typed.
	 */
	Secret secret(String question);

	/**
	 * Standard input, where nobody is there.
	 */
	InputStream input();

	/**
	 * That of this process.
	 */
	static Terminal ofProcess() {
		Console console = System.console();
		return (console != null && console.isTerminal()) ? new Person(console) : new Nobody(System.in);
	}

	/**
	 * At the console.
	 */
	record Person(Console console) implements Terminal {

		@Override
		public boolean isPresent() {
			return true;
		}

		@Override
		public String line(String question) {
			String line = this.console.readLine("%s", question);
			return (line != null) ? line : "";
		}

		@Override
		public Secret secret(String question) {
			char[] typed = this.console.readPassword("%s", question);
			return Secret.of((typed != null) ? new String(typed) : "");
		}

		@Override
		public InputStream input() {
			return System.in;
		}

	}

	/**
	 * A pipe, a file or a job.
	 */
	record Nobody(InputStream input) implements Terminal {

		@Override
		public boolean isPresent() {
			return false;
		}

		@Override
		public String line(String question) {
			throw new IllegalStateException("Nobody is there to ask: " + question);
		}

		@Override
		public Secret secret(String question) {
			throw new IllegalStateException("Nobody is there to ask: " + question);
		}

	}

}
