package handfast;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import handfast.RunningService.Answer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever is sent to any call, the answer is a result or a clear refusal. The rounds and
 * the seed are set by {@code -Dhandfast.fuzz.rounds} and {@code -Dhandfast.fuzz.seed}.
 */
class FuzzJourneyTests {

	private static final int ROUNDS = Integer.getInteger("handfast.fuzz.rounds", 2500);

	private static final long SEED = Long.getLong("handfast.fuzz.seed", 20261123L);

	private static final String NOBODYS_ID = "01990000-0000-7000-8000-000000000001";

	private static final String LONG = "A".repeat(1_000_000);

	private final RunningService service = RunningService.shared();

	private final JsonMapper json = JsonMapper.builder().build();

	private final Random random = new Random(SEED);

	private final List<Call> calls = new ArrayList<>();

	/**
	 * One call that a client may make.
	 */
	private record Call(String method, String path, String body) {
	}

	@Test
	void neverFailsAndAlwaysSaysWhy() throws Exception {
		gather();
		System.out.println("Fuzz: " + ROUNDS + " requests to " + this.calls.size() + " calls, seed " + SEED);
		TreeMap<Integer, Integer> seen = new TreeMap<>();
		List<String> failures = new ArrayList<>();
		for (int round = 0; round < ROUNDS; round++) {
			Call call = this.calls.get(round % this.calls.size());
			byte[] body = (call.body() != null) ? mutated(call.body()) : new byte[0];
			String path = mutatedPath(call.path());
			String told = "round " + round + ", seed " + SEED + ": " + call.method() + " " + path + " " + shown(body);
			Answer answer = this.service.send(request(call, path, body));
			seen.merge(answer.status(), 1, Integer::sum);
			try {
				verify(answer, path, told);
			}
			catch (AssertionError ex) {
				failures.add(ex.getMessage());
			}
		}
		System.out.println("Fuzz: answered " + seen);
		assertThat(failures).isEmpty();
		assertThat(seen.keySet()).contains(400, 404, 422);
		assertThat(this.service.get("/api/v1/certificates").status()).isEqualTo(200);
	}

	private void verify(Answer answer, String path, String told) {
		assertThat(answer.status()).as(told + " -> " + shown(answer.bytes())).isBetween(200, 499);
		assertThat(answer.text()).as(told).doesNotContain("\tat ", "Exception", "org.springframework", "java.lang.");
		if (answer.status() >= 400) {
			assertThat(answer.header("Content-Type")).as(told + " -> " + answer.status())
				.isEqualTo("application/problem+json");
			JsonNode problem = answer.json();
			assertThat(problem.get("status").asInt()).as(told).isEqualTo(answer.status());
			assertThat(problem.get("type").asString()).as(told).startsWith("urn:handfast:problem:");
			assertThat(problem.get("detail").asString()).as(told).isNotEmpty();
		}
		if (path.startsWith("/api/v1/")) {
			assertThat(answer.header("Cache-Control")).as(told).isEqualTo("no-store");
		}
	}

	// Each call of the document, with each of its examples.
	private void gather() {
		String certificate = id(this.service.post("/api/v1/certificates", "{\"names\": [\"fuzz.test\"]}"));
		String signingRequest = id(this.service.post("/api/v1/signing-requests", "{\"names\": [\"fuzz.test\"]}"));
		this.service.get("/openapi.json").json().get("paths").properties().forEach((path) -> {
			String id = path.getKey().contains("/certificates/") ? certificate
					: path.getKey().contains("/signing-requests/") ? signingRequest : NOBODYS_ID;
			path.getValue().properties().forEach((operation) -> {
				String method = operation.getKey().toUpperCase();
				String to = path.getKey()
					.replace("{id}", method.equals("DELETE") ? NOBODYS_ID : id)
					.replace("{secret}", "hfc_nobodys");
				JsonNode examples = operation.getValue().at("/requestBody/content/application~1json/examples");
				for (int weight = 0; weight < 3; weight++) {
					examples.forEach((example) -> this.calls.add(new Call(method, to, cheap(example.get("value")))));
				}
				if (examples.size() == 0) {
					this.calls.add(new Call(method, to, null));
				}
			});
		});
		assertThat(this.calls).hasSizeGreaterThan(25);
	}

	// The time of a round is the service's to judge input, not to make RSA keys.
	private static String cheap(JsonNode example) {
		return example.toString().replace("RSA-2048", "Ed25519");
	}

	private byte[] mutated(String body) {
		return switch (this.random.nextInt(24)) {
			case 0 -> truncated(body);
			case 1 -> flipped(body);
			case 2 -> bytes(this.random.nextInt(200));
			case 3 -> body.replaceFirst("[{]", "{\"" + name(body) + "\": 1, ").getBytes(StandardCharsets.UTF_8);
			case 4 -> ("[".repeat(this.random.nextInt(5000)) + body).getBytes(StandardCharsets.UTF_8);
			case 5 -> body.replaceFirst("\"([a-z])", "\"\\\\ud800$1").getBytes(StandardCharsets.UTF_8);
			default -> structured(body).getBytes(StandardCharsets.UTF_8);
		};
	}

	private String structured(String body) {
		ObjectNode object = (ObjectNode) this.json.readTree(body);
		for (int i = this.random.nextInt(3); i >= 0; i--) {
			List<String> names = new ArrayList<>(object.propertyNames());
			if (names.isEmpty()) {
				break;
			}
			String name = names.get(this.random.nextInt(names.size()));
			switch (this.random.nextInt(6)) {
				case 0 -> object.remove(name);
				case 1 -> object.set(name + "s", object.remove(name));
				case 2 -> object.set(name, this.json.readTree(body));
				case 3 -> object.set(name, elements(object.get(name)));
				default -> object.set(name, value());
			}
		}
		return object.toString();
	}

	// Lists are changed within: that is where names are.
	private JsonNode elements(JsonNode was) {
		ArrayNode array = this.json.createArrayNode();
		was.forEach(array::add);
		for (int i = this.random.nextInt(4); i >= 0; i--) {
			array.add(value());
		}
		return array;
	}

	private JsonNode value() {
		String text = switch (this.random.nextInt(28)) {
			case 0 -> "null";
			case 1 -> "true";
			case 2 -> "-1";
			case 3 -> "1e999999";
			case 4 -> "9".repeat(900);
			case 5 -> "0.1";
			case 6 -> "{}";
			case 7 -> "[]";
			case 8 -> "[".repeat(25) + "]".repeat(25);
			case 9 -> "\"\"";
			case 10 -> "\"\\u0000\"";
			case 11 -> "\"shop\\u0000.test\"";
			case 12 -> "\"\\ud800\"";
			case 13 -> (this.random.nextInt(8) == 0) ? "\"" + LONG + "\"" : "\"" + "a.".repeat(500) + "\"";
			case 14 -> "\"%00%0d%0a\"";
			case 15 -> "\"../../etc/passwd\"";
			case 16 -> "\"${jndi:ldap://x}\"";
			case 17 -> "\"P9999999D\"";
			case 18 -> "\"PT-1H\"";
			case 19 -> "\"2030-13-45T99:00:00Z\"";
			case 20 -> "\"+1000000000-12-31T23:59:59.999999999Z\"";
			case 21 -> "\"[::1%25lo]:443\"";
			case 22 -> "\"CN=a+CN=b,O=#0c0161\"";
			case 23 -> "\"xn--a.test\"";
			case 24 -> "\"\\u202eshop.test\"";
			case 25 -> "\"-----BEGIN CERTIFICATE REQUEST-----\\n" + base64() + "\\n-----END CERTIFICATE REQUEST-----\"";
			case 26 -> "\"-----BEGIN CERTIFICATE-----\\n" + base64() + "\\n-----END CERTIFICATE-----\"";
			default -> "\"" + NOBODYS_ID + "\"";
		};
		return this.json.readTree(text);
	}

	private String base64() {
		byte[] der = bytes(20 + this.random.nextInt(60));
		der[0] = 0x30;
		der[1] = (byte) (der.length - 2);
		return java.util.Base64.getEncoder().encodeToString(der);
	}

	private byte[] truncated(String body) {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		return Arrays.copyOf(bytes, this.random.nextInt(bytes.length));
	}

	private byte[] flipped(String body) {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		for (int i = this.random.nextInt(4); i >= 0; i--) {
			bytes[this.random.nextInt(bytes.length)] = (byte) this.random.nextInt(256);
		}
		return bytes;
	}

	private byte[] bytes(int length) {
		byte[] bytes = new byte[length];
		this.random.nextBytes(bytes);
		return bytes;
	}

	private static String name(String body) {
		return body.replaceAll("(?s)^\\W*(\\w+).*", "$1");
	}

	private String mutatedPath(String path) {
		return switch (this.random.nextInt(10)) {
			case 0 -> path.replaceAll("[0-9a-f-]{36}", pick("x", "%00", "%C0%AF", "..%2F..", "-", "%F0%9F%92%A9", "0",
					"a".repeat(4000), "%25", ";a=b", "01990000-0000-7000-8000-00000000000g"));
			case 1, 2 -> path + "?" + pick("limit", "cursor", "name", "status", "profile", "owner", "serialNumber",
					"fingerprint", "expiresBefore", "expiresAfter", "from", "until", "actor", "object", "%00", "a[]")
					+ "="
					+ pick("", "-1", "0", "500", "99999999999999999999", "%00", "%ED%A0%80", "%FF", ".", "..", "*",
							"%27%22%3B--", "AAAA", "2030-01-31T00:00:00Z", "%2B1000000000-12-31T23:59:59Z", "NaN",
							".test", "a".repeat(3000), "active&status=active");
			case 3 -> path + pick("/", "//", "/x", ";x", "%2e", ".json", "?", "?limit", "?&&=");
			default -> path;
		};
	}

	private HttpRequest.Builder request(Call call, String path, byte[] body) {
		HttpRequest.Builder builder = HttpRequest
			.newBuilder(URI.create("https://localhost:" + this.service.httpsPort() + path))
			.header("Authorization", "Bearer " + this.service.adminToken())
			.header("Content-Type", (this.random.nextInt(25) == 0)
					? pick("text/xml", "application/json;charset=utf-16", "a", "*/*", "application/json; charset=x")
					: "application/json");
		if (this.random.nextInt(20) == 0) {
			builder.header("Accept",
					pick("*", "text/plain", "application/*;q=x", "a/b/c", ",", "application/pkix-cert"));
		}
		if (this.random.nextInt(20) == 0) {
			builder.header("Idempotency-Key", pick("k", "a b", "x".repeat(300), "\t", "é"));
		}
		String method = (this.random.nextInt(25) == 0)
				? pick("PATCH", "OPTIONS", "TRACE", "PROPFIND", "DELETE", "PUT", "QUERY") : call.method();
		BodyPublisher publisher = Set.of("GET", "DELETE").contains(method) && body.length == 0 ? BodyPublishers.noBody()
				: BodyPublishers.ofByteArray(body);
		return builder.method(method, publisher);
	}

	private String pick(String... choices) {
		return choices[this.random.nextInt(choices.length)];
	}

	private static String id(Answer answer) {
		assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
		return answer.json().get("id").asString();
	}

	private static String shown(byte[] body) {
		String text = new String(body, StandardCharsets.ISO_8859_1);
		return text.substring(0, Math.min(600, text.length()));
	}

}
