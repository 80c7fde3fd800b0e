package handfast.operations;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Properties;

import com.google.common.net.InternetDomainName;
import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.util.VersionInfo;
import org.jspecify.annotations.Nullable;

/**
 * The tables that names are judged by, which libraries bring along, and how old they are
 * (security §4).
 */
final class NameTables {

	// When Unicode published the version; the library knows the version alone.
	private static final Map<String, String> UNICODE = Map.of("17.0.0.0", "2025-09-09", "18.0.0.0", "2026-09");

	// Builds that can be repeated give their files a day of those years.
	private static final LocalDate FIRST_REAL_DATE = LocalDate.of(2000, 1, 1);

	private NameTables() {
	}

	static Map<String, String> told() {
		return Map.of("idna", idna(), "publicSuffixes", publicSuffixes());
	}

	private static String idna() {
		String version = UCharacter.getUnicodeVersion().toString();
		return "Unicode " + version + " (ICU " + VersionInfo.ICU_VERSION + ")" + of(UNICODE.get(version));
	}

	private static String publicSuffixes() {
		Properties properties = new Properties();
		URL url = InternetDomainName.class.getResource("/META-INF/maven/com.google.guava/guava/pom.properties");
		LocalDate date = null;
		try {
			if (url != null) {
				date = date(url);
				try (InputStream input = url.openStream()) {
					properties.load(input);
				}
			}
		}
		catch (IOException ex) {
			// As good as missing.
		}
		return "Guava " + properties.getProperty("version", "of an unknown release")
				+ of((date != null) ? date.toString() : null);
	}

	// Guava fetches the list anew for each release.
	private static @Nullable LocalDate date(URL url) throws IOException {
		if (url.openConnection() instanceof JarURLConnection jar && jar.getJarEntry() != null) {
			LocalDate date = LocalDate.ofInstant(Instant.ofEpochMilli(jar.getJarEntry().getTime()), ZoneOffset.UTC);
			return date.isBefore(FIRST_REAL_DATE) ? null : date;
		}
		return null;
	}

	private static String of(@Nullable String date) {
		return (date != null) ? " of " + date : "";
	}

}
