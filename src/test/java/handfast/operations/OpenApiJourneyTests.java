package handfast.operations;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import handfast.ForeignAuthority;
import handfast.RunningService;
import handfast.RunningService.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The OpenAPI document is true: each call and each example of it is sent to the service.
 */
class OpenApiJourneyTests {

	private static final List<String> NOT_BUILT = List.of("acme");

	private static final String EXAMPLE_ID = "01990000-0000-7000-8000-000000000000";

	private final RunningService service = RunningService.shared();

	private final JsonMapper json = JsonMapper.builder().build();

	private JsonNode document;

	@BeforeEach
	void read() {
		Answer answer = this.service.get("/openapi.json", "Authorization", "");
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
		assertThat(answer.header("Content-Type")).startsWith("application/json");
		this.document = answer.json();
	}

	@Test
	void isOpenApi31WithoutWhatIsNotBuilt() {
		assertThat(this.document.get("openapi").asString()).startsWith("3.1");
		assertThat(this.document.get("paths").propertyNames()).contains("/api/v1/certificates",
				"/api/v1/certificates/{id}", "/api/v1/certificates/{id}/certificate",
				"/api/v1/certificates/{id}/keystore", "/api/v1/certificates/{id}/self-test",
				"/api/v1/certificates/{id}/revocation", "/api/v1/certificates/{id}/renewal", "/api/v1/signing-requests",
				"/api/v1/signing-requests/{id}", "/api/v1/signing-requests/{id}/csr",
				"/api/v1/signing-requests/{id}/certificate", "/api/v1/handshakes", "/api/v1/handshakes/{id}",
				"/api/v1/handshakes/demonstration", "/api/v1/inspections", "/api/v1/authorities", "/api/v1/profiles",
				"/api/v1/installations", "/api/v1/installations/{id}", "/api/v1/installations/{id}/kit",
				"/api/v1/installations/discover", "/api/v1/installations/{id}/renewal",
				"/api/v1/installations/{id}/reports", "/api/v1/permitted-names", "/api/v1/permitted-names/{id}",
				"/api/v1/tokens", "/api/v1/tokens/{id}", "/api/v1/audit", "/trust-kit", "/truststore.p12");
		assertThat(this.document.get("paths").propertyNames())
			.noneMatch((path) -> NOT_BUILT.stream().anyMatch(path::contains));
	}

	@Test
	void pointsNowhereAtNothing() {
		List<String> references = new ArrayList<>();
		this.document.findValues("$ref").forEach((node) -> references.add(node.asString()));
		assertThat(references).isNotEmpty()
			.allSatisfy(
					(reference) -> assertThat(this.document.at(reference.substring(1)).isMissingNode()).as(reference)
						.isFalse());
		assertThat(this.document.get("components").get("schemas").propertyNames()).doesNotContain("Caller", "Paging",
				"IdempotencyKey");
		assertThat(this.document.findValuesAsString("operationId")).doesNotHaveDuplicates();
	}

	@Test
	void documentsPagesKeysAndProblems() {
		assertThat(names("/api/v1/certificates", "get")).contains("limit", "cursor", "name", "expiresBefore")
			.doesNotContain("paging", "caller");
		assertThat(names("/api/v1/certificates", "post")).containsExactly("Idempotency-Key");
		JsonNode problem = this.document.at("/components/responses/Problem/content").get("application/problem+json");
		assertThat(problem.at("/schema/$ref").asString()).isEqualTo("#/components/schemas/Problem");
		assertThat(this.document.at("/components/schemas/Problem/properties").propertyNames()).contains("type", "title",
				"status", "detail", "violations");
		operations().forEach((name, operation) -> {
			assertThat(operation.get("responses").propertyNames()).as(name).contains("401", "default");
			assertThat(operation.path("summary").asString("")).as(name).isNotEmpty();
			if (operation.has("requestBody")) {
				assertThat(operation.at("/requestBody/content/application~1json/examples").size()).as(name)
					.isPositive();
			}
		});
	}

	@TestFactory
	List<DynamicTest> answersEachExampleAsDocumented() {
		read();
		List<DynamicTest> tests = new ArrayList<>();
		operations().forEach((name, operation) -> {
			JsonNode examples = operation.at("/requestBody/content/application~1json/examples");
			if (examples.size() == 0) {
				tests.add(DynamicTest.dynamicTest(name, () -> send(name, operation, null)));
			}
			examples.properties()
				.forEach((example) -> tests.add(DynamicTest.dynamicTest(name + ": " + example.getKey(),
						() -> send(name, operation, example.getValue().get("value")))));
		});
		assertThat(tests).hasSizeGreaterThan(25);
		return tests;
	}

	private void send(String name, JsonNode operation, JsonNode body) throws Exception {
		String method = name.split(" ")[0];
		String path = name.split(" ")[1];
		String id = path.contains("{id}") ? seed(path) : "";
		String text = (body == null) ? "" : body.toString();
		if (path.startsWith("/api/v1/authorities") && !text.isEmpty()) {
			text = authority(path, id, text);
		}
		else if (text.contains("…")) {
			ForeignAuthority authority = new ForeignAuthority("Foreign Root");
			String csr = this.service.get("/api/v1/signing-requests/" + id + "/csr").text();
			text = this.json.writeValueAsString(Map.of("pem", authority.answer(csr), "trust", authority.rootPem()));
		}
		if (text.contains(EXAMPLE_ID)) {
			text = text.replace(EXAMPLE_ID, seed("/api/v1/certificates"));
		}
		String to = path.startsWith("/calendar/") ? URI
			.create(this.service.post("/api/v1/calendars", "{\"name\": \"seed\"}").json().get("url").asString())
			.getPath() : path.replace("{id}", id);
		if (to.matches("/api/v1/installations/.*/(renewal|reports)")) {
			assertThat(this.service.post(to, text, "Authorization", "Bearer " + credential(id)).status())
				.as("for the host alone")
				.isIn(200, 204);
			return;
		}
		Answer answer = switch (method) {
			case "GET" -> this.service.get(to);
			case "DELETE" -> this.service.delete(to);
			case "PUT" -> this.service.put(to, text);
			default -> this.service.post(to, text);
		};
		if (answer.status() == 409 && (to.equals("/api/v1/permitted-names") || to.equals("/api/v1/webhooks"))) {
			// Another test sent the same example: the entry is made room for.
			this.service.delete(to + "/" + answer.json().get("id").asString());
			answer = this.service.post(to, text);
		}
		List<String> documented = operation.get("responses")
			.propertyNames()
			.stream()
			.filter((status) -> status.startsWith("2"))
			.toList();
		assertThat(documented).as(answer.toString()).containsExactly(String.valueOf(answer.status()));
		JsonNode content = operation.at("/responses/" + documented.getFirst() + "/content");
		if (content.size() > 0) {
			String type = answer.header("Content-Type").replaceFirst(";.*", "");
			assertThat(content.propertyNames()).contains(type);
		}
	}

	// A series is made once, and files of other CAs are made here.
	private String authority(String path, String id, String text) throws Exception {
		String series = "example-" + System.nanoTime();
		ForeignAuthority above = new ForeignAuthority("Foreign Root");
		if (path.endsWith("/certificate")) {
			String csr = this.service.get("/api/v1/authorities/" + id).json().get("csr").asString();
			return this.json.writeValueAsString(Map.of("pem", above.certify(csr), "trust", above.rootPem()));
		}
		if (text.contains("…")) {
			return this.json.writeValueAsString(Map.of("series", series, "pkcs12",
					Base64.getEncoder().encodeToString(above.keystoreOfCa("change-me")), "password", "change-me",
					"trust", above.rootPem()));
		}
		return text.replaceFirst("\"series\":\"[a-z]+\"", "\"series\":\"" + series + "\"");
	}

	private String seed(String path) {
		String kind = path.split("/")[3];
		if (kind.equals("authorities") && path.endsWith("/rollover")) {
			return made("/api/v1/authorities", "{\"series\": \"seed-%d\"}".formatted(System.nanoTime()));
		}
		if (kind.equals("authorities") && path.endsWith("/certificate")) {
			return made("/api/v1/authorities",
					"{\"series\": \"seed-%d\", \"issuer\": \"external\"}".formatted(System.nanoTime()));
		}
		if (path.endsWith("/revocation")) {
			String id = made("/api/v1/certificates", "{\"names\": [\"shop.test\"]}");
			// A hold is what can be ended.
			this.service.post(path.replace("{id}", id), "{\"reason\": \"certificateHold\"}");
			return id;
		}
		return switch (kind) {
			case "installations" ->
				made("/api/v1/installations", "{\"certificate\": \"%s\", \"target\": \"nginx\", \"renew\": true}"
					.formatted(seed("/api/v1/certificates")));
			case "certificates" -> made("/api/v1/certificates", "{\"names\": [\"shop.test\"]}");
			case "signing-requests" -> made("/api/v1/signing-requests", "{\"names\": [\"shop.example.com\"]}");
			case "handshakes" ->
				made("/api/v1/handshakes", "{\"target\": \"localhost:" + this.service.httpsPort() + "\"}");
			case "tokens" -> made("/api/v1/tokens", "{\"name\": \"seed\", \"role\": \"reader\"}");
			case "webhooks" -> made("/api/v1/webhooks",
					"{\"name\": \"seed-" + System.nanoTime() + "\", \"url\": \"https://10.1.2.3/\"}");
			case "calendars" -> made("/api/v1/calendars", "{\"name\": \"seed\"}");
			case "permitted-names" ->
				made("/api/v1/permitted-names", "{\"value\": \"seed-" + System.nanoTime() + ".example.com\"}");
			default -> this.service.get("/api/v1/" + kind).json().at("/items/0/id").asString();
		};
	}

	// As the host has it from its kit.
	private String credential(String installation) throws Exception {
		Answer kit = this.service.post("/api/v1/installations/" + installation + "/kit", "{\"format\": \"zip\"}");
		try (ZipInputStream archive = new ZipInputStream(new ByteArrayInputStream(kit.bytes()))) {
			for (ZipEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
				if (entry.getName().endsWith("/credential")) {
					return new String(archive.readAllBytes(), StandardCharsets.US_ASCII).strip();
				}
			}
		}
		throw new AssertionError("The kit holds no credential");
	}

	private String made(String path, String body) {
		Answer answer = this.service.post(path, body);
		assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
		return answer.json().get("id").asString();
	}

	private Map<String, JsonNode> operations() {
		Map<String, JsonNode> operations = new TreeMap<>();
		this.document.get("paths")
			.properties()
			.forEach((path) -> path.getValue()
				.properties()
				.forEach((operation) -> operations.put(operation.getKey().toUpperCase() + " " + path.getKey(),
						operation.getValue())));
		return operations;
	}

	private List<String> names(String path, String method) {
		return this.document.get("paths").get(path).get(method).get("parameters").findValuesAsString("name");
	}

}
