package handfast;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The first class that runs. Compiled for Java 17, so that an older Java than Handfast
 * needs ends in a sentence and not in an UnsupportedClassVersionError.
 */
public final class Main {

	private static final int NEEDED = 25;

	// What the command line is made of.
	private static final List<String> FIRST = List.of("/classes/", "/picocli-", "/jackson-");

	private Main() {
	}

	/**
	 * Checks the Java version, then hands over.
	 */
	public static void main(String[] args) throws Exception {
		int feature = Runtime.version().feature();
		if (feature < NEEDED) {
			System.err.println("Handfast needs Java " + NEEDED + " or newer and this is Java " + feature + " ("
					+ System.getProperty("java.home")
					+ "): install a JDK 25, for example Temurin 25, and start with its bin/java.");
			System.exit(1);
		}
		Class.forName("handfast.HandfastApplication", true, loader(args))
			.getMethod("main", String[].class)
			.invoke(null, (Object) args);
	}

	/**
	 * For a command, the class path of the jar with what the command line needs in front:
	 * a class is looked for jar by jar, and each one that is opened takes time.
	 */
	private static ClassLoader loader(String[] args) {
		ClassLoader all = Main.class.getClassLoader();
		if (!(all instanceof URLClassLoader jar) || args.length == 0 || args[0].startsWith("-")) {
			return all;
		}
		URL[] urls = jar.getURLs().clone();
		Arrays.sort(urls, Comparator.comparing((url) -> FIRST.stream().noneMatch(url.getPath()::contains)));
		ClassLoader ordered = new URLClassLoader(urls, all.getParent());
		Thread.currentThread().setContextClassLoader(ordered);
		return ordered;
	}

}
