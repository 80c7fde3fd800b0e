package handfast;

/**
 * The first class that runs. Compiled for Java 17, so that an older Java than Handfast
 * needs ends in a sentence and not in an UnsupportedClassVersionError.
 */
public final class Main {

	private static final int NEEDED = 25;

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
		Class.forName("handfast.HandfastApplication").getMethod("main", String[].class).invoke(null, (Object) args);
	}

}
