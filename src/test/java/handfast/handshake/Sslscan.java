package handfast.handshake;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import handfast.Peers;

/**
 * What {@code sslscan} finds out about a server.
 *
 * @param suites codes in the order found, by version
 * @param groups codes, by version
 */
record Sslscan(Set<String> versions, Map<String, List<String>> suites, Map<String, Set<String>> groups) {

	private static final Pattern PROTOCOL = Pattern
		.compile("<protocol type=\"(\\w+)\" version=\"([0-9.]+)\" enabled=\"1\"");

	private static final Pattern CIPHER = Pattern.compile("<cipher .*?sslversion=\"(\\S+)\" .*?id=\"(0x\\w+)\"");

	private static final Pattern GROUP = Pattern.compile("<group sslversion=\"(\\S+)\" .*?id=\"(0x\\w+)\"");

	static Sslscan of(int port, String serverName) throws IOException, InterruptedException {
		String xml = Peers.run(Path.of("."), Peers.require("sslscan").toString(), "--xml=-", "--no-colour",
				"--sni-name=" + serverName, "127.0.0.1:" + port);
		Set<String> versions = new TreeSet<>();
		for (MatchResult found : PROTOCOL.matcher(xml).results().toList()) {
			versions.add(found.group(1).equals("tls") ? "TLSv" + found.group(2) : "SSLv" + found.group(2));
		}
		Map<String, List<String>> suites = new TreeMap<>();
		for (MatchResult found : CIPHER.matcher(xml).results().toList()) {
			suites.computeIfAbsent(found.group(1), (version) -> new ArrayList<>())
				.add(found.group(2).toLowerCase(Locale.ROOT));
		}
		Map<String, Set<String>> groups = new TreeMap<>();
		for (MatchResult found : GROUP.matcher(xml).results().toList()) {
			groups.computeIfAbsent(found.group(1), (version) -> new TreeSet<>())
				.add(found.group(2).toLowerCase(Locale.ROOT));
		}
		return new Sslscan(versions, suites, groups);
	}

}
