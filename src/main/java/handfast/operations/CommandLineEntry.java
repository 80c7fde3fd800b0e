package handfast.operations;

import java.util.Arrays;

import handfast.client.ClientCommands;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;

import picocli.CommandLine;

/**
 * Decides between the service and a command. What starts with two hyphens and is none of
 * ours is a setting, as Spring Boot reads them.
 */
public final class CommandLineEntry {

	private CommandLineEntry() {
	}

	/**
	 * Runs a command and ends the process with its exit code, or starts the service.
	 * @param application the Spring Boot application
	 */
	public static void run(Class<?> application, String[] args) {
		if (isService(args)) {
			startService(application, args);
			return;
		}
		CommandLine commandLine = ClientCommands.find(args, HandfastCommand.NAME)
			.orElseGet(() -> ClientCommands
				.addTo(new CommandLine(new HandfastCommand((extra) -> openHome(application, extra)))));
		int code = commandLine.execute(args);
		System.exit(code);
	}

	private static boolean isService(String[] args) {
		return Arrays.stream(args)
			.allMatch((arg) -> arg.startsWith("--") && !arg.equals("--help") && !arg.equals("--version"));
	}

	private static void startService(Class<?> application, String[] args) {
		try {
			SpringApplication.run(application, args);
		}
		catch (RuntimeException ex) {
			// The reporter has said why, in one sentence.
			System.exit(1);
		}
	}

	/**
	 * The beans of the service without its doors, for a command while no service runs.
	 */
	private static org.springframework.context.ConfigurableApplicationContext openHome(Class<?> application,
			String[] args) {
		SpringApplication spring = new SpringApplication(application);
		spring.setWebApplicationType(WebApplicationType.NONE);
		return spring.run(args);
	}

}
