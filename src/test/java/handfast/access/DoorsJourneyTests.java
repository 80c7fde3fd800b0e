package handfast.access;

import java.net.http.HttpRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import handfast.RunningService;
import handfast.RunningService.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Both doors of the running service: what answers where, and how it refuses.
 */
class DoorsJourneyTests {

	private final RunningService service = RunningService.shared();

	@Test
	void servesPkiAndHealthInClear() {
		Answer root = this.service.plain("/pki/root.pem");
		assertThat(root.status()).isEqualTo(200);
		assertThat(root.text()).startsWith("-----BEGIN CERTIFICATE-----");
		assertThat(this.service.plain("/health").json().get("status").asString()).isEqualTo("up");
		for (JsonNode authority : this.service.get("/api/v1/authorities").json().get("items")) {
			String id = authority.get("id").asString();
			if (authority.get("certificate").isNull()) {
				assertThat(this.service.plain("/pki/" + id + ".cer").status()).isEqualTo(404);
				continue;
			}
			assertThat(this.service.plain("/pki/" + id + ".cer").header("Content-Type"))
				.isEqualTo("application/pkix-cert");
			for (String list : List.of("/pki/" + id + ".crl", "/pki/" + id + "/1.crl")) {
				Answer crl = this.service.plain(list);
				assertThat(crl.status()).as(list).isEqualTo(200);
				assertThat(crl.header("Content-Type")).isEqualTo("application/pkix-crl");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/api/v1/certificates", "/api/v1/profiles", "/api", "/openapi.json", "/welcome.css",
			"/report.css", "/acme", "/metrics", "/trust-kit", "/truststore.p12", "/error", "/actuator", "/h2-console",
			"/pki", "/pki/ocsp", "/pki/x.cer", "/health/x", "/pki/../api/v1/profiles", "//api/v1/profiles",
			"/pki/%2e%2e/api/v1/profiles" })
	void answersNothingElseInClear(String path) {
		Answer answer = this.service.plain(path);
		assertThat(answer.status()).as(answer.toString()).isIn(400, 404);
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		assertThat(answer.header("WWW-Authenticate")).isEmpty();
	}

	@Test
	void looksAfterItsHealthOnceASecond() {
		Set<String> looks = new HashSet<>();
		for (int i = 0; i < 4; i++) {
			looks.add(this.service.plain("/health").json().get("time").asString());
		}
		assertThat(looks).hasSizeLessThan(4);
		assertThat(this.service.plain("/health").json().get("tables").get("idna").asString()).contains(" of 20");
	}

	@ParameterizedTest
	@CsvSource({ "GET, /acme/directory", "GET, /api/v1/nothing", "GET, /api/v2/certificates", "GET, /nothing" })
	void answers404ToWhatIsNotBuilt(String method, String path) {
		HttpRequest.BodyPublisher body = method.equals("POST") ? HttpRequest.BodyPublishers.ofString("{}")
				: HttpRequest.BodyPublishers.noBody();
		Answer answer = this.service
			.send(this.service.request(path).header("Content-Type", "application/json").method(method, body));
		assertThat(answer.status()).as(answer.toString()).isEqualTo(404);
		assertThat(answer.json().get("type").asString()).isEqualTo("urn:handfast:problem:not-found");
		assertThat(answer.json().get("detail").asString()).isNotEmpty();
	}

	@Test
	void showsThePageAndTheDocumentToEveryone() {
		Answer page = this.service.get("/", "Authorization", "");
		assertThat(page.status()).isEqualTo(200);
		assertThat(page.header("Content-Type")).startsWith("text/html");
		assertThat(page.text()).contains("curl", "/api/v1/certificates", "/keystore", "/api/v1/handshakes")
			.doesNotContain(this.service.home().toString());
		assertThat(this.service.get("/openapi.json", "Authorization", "").status()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/openapi.json", "/api/v1/profiles", "/api/v1/nothing", "/nothing" })
	void sendsTheSameHeadersEverywhere(String path) {
		Answer answer = this.service.get(path);
		assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
		assertThat(answer.header("Content-Security-Policy")).contains("default-src", "frame-ancestors 'none'")
			.doesNotContain("unsafe");
		assertThat(answer.header("Strict-Transport-Security")).contains("max-age");
		assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
		assertThat(answer.header("Server")).isEmpty();
		assertThat(answer.header("Set-Cookie")).isEmpty();
		if (path.startsWith("/api/")) {
			assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/v1/certificates", "/api/v1/nothing" })
	void asksStrangersForAToken(String path) {
		Answer answer = this.service.get(path, "Authorization", "");
		assertThat(answer.status()).as(answer.toString()).isEqualTo(401);
		assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		JsonNode problem = answer.json();
		assertThat(problem.get("type").asString()).isEqualTo("urn:handfast:problem:unauthorized");
		assertThat(problem.get("status").asInt()).isEqualTo(401);
		assertThat(problem.get("title").asString()).isNotEmpty();
		assertThat(problem.get("detail").asString()).contains("Authorization: Bearer");
	}

	@Test
	void refusesTooMuchAndOtherKinds() {
		Answer large = this.service.post("/api/v1/certificates", "{\"csr\": \"" + "x".repeat(1_100_000) + "\"}");
		assertThat(large.status()).as(large.toString()).isEqualTo(413);
		assertThat(large.json().get("type").asString()).isEqualTo("urn:handfast:problem:content-too-large");
		for (String type : List.of("text/plain", "application/xml", "application/x-www-form-urlencoded")) {
			Answer answer = this.service.send(this.service.request("/api/v1/certificates")
				.header("Content-Type", type)
				.POST(HttpRequest.BodyPublishers.ofString("{}")));
			assertThat(answer.status()).as(type).isEqualTo(415);
			assertThat(answer.json().get("type").asString()).isEqualTo("urn:handfast:problem:unsupported-media-type");
		}
		Answer accept = this.service.get("/api/v1/certificates", "Accept", "text/csv");
		assertThat(accept.status()).isEqualTo(406);
		assertThat(accept.header("Content-Type")).isEqualTo("application/problem+json");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "DELETE | /api/v1/certificates | GET, POST", "PATCH | /api/v1/tokens | GET, POST",
					"PUT | /api/v1/audit | GET", "GET | /api/v1/tokens/01990000-0000-7000-8000-000000000001 | DELETE",
					"GET | /api/v1/certificates/01990000-0000-7000-8000-000000000001/keystore | POST" })
	void namesTheMethodsThatAPathTakes(String method, String path, String allowed) {
		Answer answer = this.service
			.send(this.service.request(path).method(method, HttpRequest.BodyPublishers.noBody()));
		assertThat(answer.status()).as(answer.toString()).isEqualTo(405);
		assertThat(List.of(answer.header("Allow").split(", "))).contains(allowed.split(", "));
		assertThat(answer.json().get("type").asString()).isEqualTo("urn:handfast:problem:method-not-allowed");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/v1/authorities", "/api/v1/profiles", "/api/v1/permitted-names", "/api/v1/tokens",
			"/api/v1/audit", "/api/v1/certificates", "/api/v1/signing-requests" })
	void pagesEachListToItsEnd(String path) {
		this.service.post("/api/v1/tokens", "{\"name\": \"paging\", \"role\": \"reader\"}");
		this.service.post("/api/v1/certificates", "{\"names\": [\"paging.test\"]}");
		this.service.post("/api/v1/signing-requests", "{\"names\": [\"paging.test\"]}");
		this.service.post("/api/v1/signing-requests", "{\"names\": [\"paging.test\"]}");
		JsonNode first = this.service.get(path + "?limit=1").json();
		assertThat(first.propertyNames()).containsExactlyInAnyOrder("items", "next");
		assertThat(first.get("items").size()).isEqualTo(1);
		JsonNode second = this.service.get(path + "?limit=1&cursor=" + first.get("next").asString()).json();
		assertThat(second.at("/items/0")).isNotEqualTo(first.at("/items/0"));
		assertThat(this.service.get(path + "?limit=500").status()).isEqualTo(200);
		for (String wrong : List.of("limit=0", "limit=501", "limit=x", "cursor=x")) {
			Answer answer = this.service.get(path + "?" + wrong);
			assertThat(answer.status()).as(wrong + answer).isEqualTo(422);
		}
	}

	@Test
	void tellsATokensSecretOnce() {
		Answer made = this.service.post("/api/v1/tokens",
				"{\"name\": \"once\", \"role\": \"requester\", \"names\": [\"once.test\"]}");
		assertThat(made.status()).as(made.toString()).isEqualTo(201);
		String secret = made.json().get("token").asString();
		String id = made.json().get("id").asString();
		assertThat(made.header("Location")).isEqualTo("/api/v1/tokens/" + id);
		Answer list = this.service.get("/api/v1/tokens?limit=500");
		assertThat(list.text()).contains(id).doesNotContain(secret).doesNotContain("\"token\"");
		assertThat(enroll("www.once.test", secret)).isEqualTo(201);
		assertThat(enroll("other.test", secret)).isEqualTo(422);
		assertThat(this.service.delete("/api/v1/tokens/" + id).status()).isEqualTo(204);
		assertThat(enroll("www.once.test", secret)).isEqualTo(401);
		assertThat(this.service.delete("/api/v1/tokens/" + id).status()).isEqualTo(404);
	}

	@Test
	void addsToThePermitListAndTakesItBack() {
		String domain = "permit-" + System.nanoTime() + ".example.org";
		String admin = this.service.adminToken();
		assertThat(enroll("www." + domain, admin)).isEqualTo(422);
		Answer added = this.service.post("/api/v1/permitted-names", "{\"value\": \"" + domain + "\"}");
		assertThat(added.status()).as(added.toString()).isEqualTo(201);
		String location = added.header("Location");
		assertThat(location).isEqualTo("/api/v1/permitted-names/" + added.json().get("id").asString());
		assertThat(enroll("www." + domain, admin)).isEqualTo(201);
		assertThat(this.service.delete(location).status()).isEqualTo(204);
		assertThat(enroll("www." + domain, admin)).isEqualTo(422);
	}

	@Test
	void answersAnEntryAgainUnderItsIdempotencyKey() {
		String body = "{\"value\": \"again-" + System.nanoTime() + ".example.org\"}";
		String key = "permit-" + System.nanoTime();
		Answer first = this.service.post("/api/v1/permitted-names", body, "Idempotency-Key", key);
		Answer second = this.service.post("/api/v1/permitted-names", body, "Idempotency-Key", key);
		assertThat(second.status()).as(second.toString()).isEqualTo(first.status()).isEqualTo(201);
		assertThat(second.json()).isEqualTo(first.json());
	}

	@Test
	void tellsAdministratorsWhoDidWhat() {
		String id = this.service.post("/api/v1/certificates", "{\"names\": [\"audit.test\"]}")
			.json()
			.get("id")
			.asString();
		// The searchable copy follows the file.
		long deadline = System.nanoTime() + 10_000_000_000L;
		JsonNode lines;
		do {
			lines = this.service.get("/api/v1/audit?object=" + id).json().get("items");
		}
		while (lines.size() == 0 && System.nanoTime() < deadline);
		assertThat(lines.size()).isPositive();
		assertThat(lines.get(0).propertyNames()).contains("sequence", "time", "node", "actor", "action", "object",
				"outcome", "hash");
		assertThat(this.service.get("/api/v1/audit?from=yesterday").status()).isEqualTo(422);
	}

	private int enroll(String name, String token) {
		return this.service
			.post("/api/v1/certificates", "{\"names\": [\"" + name + "\"]}", "Authorization", "Bearer " + token)
			.status();
	}

}
