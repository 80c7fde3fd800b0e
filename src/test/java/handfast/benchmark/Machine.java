package handfast.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What the figures were measured on.
 */
final class Machine {

	private Machine() {
	}

	static void print() {
		System.out.printf("%s  %s%n", Instant.now().truncatedTo(ChronoUnit.SECONDS), System.getProperty("os.name") + " "
				+ System.getProperty("os.version") + " " + System.getProperty("os.arch"));
		System.out.printf("%s, %d cores, %s RAM%n", field("/proc/cpuinfo", "model name"),
				Runtime.getRuntime().availableProcessors(), memory());
		System.out.printf("Java %s, H2 %s%n", Runtime.version(), org.h2.engine.Constants.VERSION);
		System.out.println("Load before:     " + load());
	}

	/**
	 * Load averages of 1, 5 and 15 minutes; above 0 before a run, others disturb it.
	 */
	static String load() {
		String line = read("/proc/loadavg");
		return line.isEmpty() ? String.valueOf(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage())
				: String.join(" ", java.util.List.of(line.split(" ")).subList(0, 3));
	}

	/**
	 * Resident memory in MB; 0 where the system does not tell.
	 */
	static long residentMegabytes(long pid) {
		String value = field("/proc/" + pid + "/status", "VmRSS");
		return value.equals("?") ? 0 : Long.parseLong(value.split(" ")[0]) / 1024;
	}

	private static String memory() {
		String value = field("/proc/meminfo", "MemTotal");
		return value.equals("?") ? "?" : Long.parseLong(value.split(" ")[0]) / 1024 / 1024 + " GB";
	}

	private static String field(String file, String name) {
		return read(file).lines()
			.filter((line) -> line.startsWith(name))
			.map((line) -> line.substring(line.indexOf(':') + 1).trim())
			.findFirst()
			.orElse("?");
	}

	private static String read(String file) {
		try {
			return Files.readString(Path.of(file)).trim();
		}
		catch (IOException ex) {
			return "";
		}
	}

}
