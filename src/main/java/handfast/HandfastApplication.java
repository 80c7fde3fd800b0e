package handfast;

import handfast.operations.CommandLineEntry;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * The service and its command line: without a command the service starts.
 */
@SpringBootApplication
public class HandfastApplication {

	/**
	 * Runs a command and ends, or starts the service and stays.
	 */
	public static void main(String[] args) {
		CommandLineEntry.run(HandfastApplication.class, args);
	}

}
