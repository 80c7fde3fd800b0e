package handfast.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import handfast.x509.Fingerprint;
import tools.jackson.databind.JsonNode;

/**
 * Finds the certificate that is meant.
 */
final class Certificates {

	private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

	// A line is followed as far as anyone has renewed by hand.
	private static final int MOST_SUCCESSORS = 1000;

	private final Service service;

	Certificates(Service service) {
		this.service = service;
	}

	static boolean isId(String text) {
		return ID.matcher(text).matches();
	}

	/**
	 * Its names, as people read them.
	 */
	static String names(JsonNode certificate) {
		return certificate.path("names")
			.valueStream()
			.map((name) -> name.path("value").asString(""))
			.collect(Collectors.joining(", "));
	}

	/**
	 * The one with this id, or the one with this name that nothing has replaced yet and
	 * that is not revoked.
	 * @throws ClientFailure where there is none
	 */
	JsonNode require(String idOrName) {
		return find(idOrName, Set.of("active", "pending", "expired", "on-hold"))
			.orElseThrow(() -> ClientFailure.refused("There is no certificate for " + idOrName
					+ ": ask for one by java -jar handfast.jar request " + idOrName + " --out FILE."));
	}

	/**
	 * The same of those that can be served now; empty where there is none.
	 */
	Optional<JsonNode> findUsable(String idOrName) {
		return find(idOrName, Set.of("active", "pending"));
	}

	private Optional<JsonNode> find(String idOrName, Set<String> statuses) {
		if (isId(idOrName)) {
			return Optional.of(byId(idOrName));
		}
		List<JsonNode> found = search("name", idOrName)
			.filter((certificate) -> statuses.contains(certificate.path("status").asString()))
			.toList();
		// Of one that has ended nobody asks where another is good.
		List<JsonNode> good = found.stream()
			.filter((certificate) -> !certificate.path("status").asString().equals("expired"))
			.toList();
		List<JsonNode> meant = good.isEmpty() ? found : good;
		if (meant.size() > 1) {
			throw several(idOrName, meant);
		}
		return meant.stream().findFirst();
	}

	/**
	 * The one with this fingerprint.
	 */
	JsonNode require(Fingerprint fingerprint, String file) {
		return search("fingerprint", fingerprint.hex()).findFirst()
			.orElseThrow(() -> ClientFailure.refused("The certificate in " + file
					+ " is not one that you have here: is this login of the service that made it?"));
	}

	/**
	 * The newest of its line.
	 */
	JsonNode newest(JsonNode certificate) {
		JsonNode newest = certificate;
		for (int i = 0; newest.path("successor").isString() && i < MOST_SUCCESSORS; i++) {
			newest = byId(newest.path("successor").asString());
		}
		return newest;
	}

	private JsonNode byId(String id) {
		return this.service.get("/certificates/" + id, "Looking for the certificate");
	}

	private Stream<JsonNode> search(String filter, String value) {
		return this.service
			.list("/certificates?" + filter + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8),
					"Looking for the certificate")
			.stream();
	}

	private static ClientFailure several(String name, List<JsonNode> found) {
		return ClientFailure
			.refused("There are " + found.size() + " certificates for " + name + ": say which by its id."
					+ found.stream()
						.map((certificate) -> "\n  " + certificate.path("id").asString() + ": ends "
								+ certificate.path("notAfter").asString() + ", for " + names(certificate))
						.collect(Collectors.joining()));
	}

}
