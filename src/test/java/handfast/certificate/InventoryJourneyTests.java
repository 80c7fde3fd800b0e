package handfast.certificate;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import handfast.RunningService;
import handfast.RunningService.Answer;
import handfast.x509.Pem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Search, one certificate and its files, over HTTP.
 */
class InventoryJourneyTests {

	private static final String PATH = "/api/v1/certificates";

	private final RunningService service = RunningService.shared();

	@Test
	void findsByEachFilterOfTheContract() {
		String host = "find-" + UUID.randomUUID() + ".test";
		JsonNode made = enroll("www." + host, "peer");
		String id = made.get("id").asString();
		for (String query : List.of("name=www." + host, "name=." + host, "name=WWW." + host,
				"serialNumber=" + made.get("serialNumber").asString(),
				"fingerprint=" + made.at("/fingerprint/sha256").asString(), "name=." + host + "&status=active",
				"name=." + host + "&profile=peer", "name=." + host + "&owner=" + made.get("owner").asString(),
				"name=." + host + "&expiresBefore=2099-01-01T00:00:00Z",
				"name=." + host + "&expiresAfter=2020-01-01T00:00:00Z")) {
			Answer found = this.service.get(PATH + "?" + query);
			assertThat(found.status()).as(query + found).isEqualTo(200);
			assertThat(found.json().get("items").findValuesAsString("id")).as(query).containsExactly(id);
			assertThat(found.json().get("next").isNull()).as(query).isTrue();
		}
		for (String query : List.of("name=" + host, "name=www." + host + "&status=revoked",
				"name=." + host + "&profile=client", "name=." + host + "&owner=" + UUID.randomUUID(),
				"name=." + host + "&expiresBefore=2020-01-01T00:00:00Z",
				"name=." + host + "&expiresAfter=2099-01-01T00:00:00Z", "serialNumber=00", "profile=none")) {
			assertThat(this.service.get(PATH + "?" + query).json().get("items").size()).as(query).isZero();
		}
	}

	@Test
	void listsNewestFirstPageByPage() {
		String domain = "page-" + UUID.randomUUID() + ".test";
		List<String> made = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			made.addFirst(enroll("h" + i + "." + domain, "web-server").get("id").asString());
		}
		List<String> seen = new ArrayList<>();
		String cursor = "";
		do {
			JsonNode page = this.service.get(PATH + "?name=." + domain + "&limit=2" + cursor).json();
			assertThat(page.get("items").size()).isBetween(1, 2);
			seen.addAll(page.get("items").findValuesAsString("id"));
			cursor = page.get("next").isNull() ? "" : "&cursor=" + page.get("next").asString();
		}
		while (!cursor.isEmpty());
		assertThat(seen).containsExactlyElementsOf(made);
	}

	@Test
	void bindsACursorToItsQuery() {
		enroll("a.test", "web-server");
		enroll("b.test", "web-server");
		String next = this.service.get(PATH + "?limit=1&status=active").json().get("next").asString();
		assertThat(this.service.get(PATH + "?status=active&limit=7&cursor=" + next).status()).isEqualTo(200);
		for (String other : List.of(PATH + "?limit=1&cursor=" + next, PATH + "?status=expired&cursor=" + next,
				"/api/v1/audit?cursor=" + next, PATH + "?status=active&cursor=x" + next, PATH + "?cursor=")) {
			Answer answer = this.service.get(other);
			assertThat(answer.status()).as(other).isEqualTo(422);
			assertThat(answer.json().at("/violations/0/field").asString()).isEqualTo("/cursor");
		}
	}

	@ParameterizedTest
	@CsvSource({ "limit=0, /limit", "limit=501, /limit", "limit=-1, /limit", "limit=ten, /limit",
			"limit=99999999999, /limit", "limit=, /limit", "status=gone, /status", "owner=me, /owner",
			"serialNumber=xyz, /serialNumber", "fingerprint=ab, /fingerprint", "expiresBefore=tomorrow, /expiresBefore",
			"expiresAfter=2030, /expiresAfter", "name=a..b, /name", "nmae=shop.test, /nmae",
			"status=active&status=expired, /status", "name=, /name" })
	void refusesFiltersThatAreNone(String query, String field) {
		Answer answer = this.service.get(PATH + "?" + query);
		assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		assertThat(answer.json().at("/violations/0/field").asString()).isEqualTo(field);
	}

	@Test
	void tellsTheHistoryOfOne() {
		JsonNode made = enroll("history.test", "web-server");
		Answer answer = this.service.get(PATH + "/" + made.get("id").asString());
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
		JsonNode one = answer.json();
		made.properties()
			.forEach((field) -> assertThat(one.get(field.getKey())).as(field.getKey()).isEqualTo(field.getValue()));
		assertThat(one.get("history").findValuesAsString("event")).contains("issued", "proven");
	}

	@ParameterizedTest
	@ValueSource(strings = { "01990000-0000-7000-8000-000000000001", "x", "1", "..%2f", "%00" })
	void knowsNoOther(String id) {
		Answer answer = this.service.get(PATH + "/" + id);
		assertThat(answer.status()).as(answer.toString()).isIn(400, 404);
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "application/pem-certificate-chain | application/pem-certificate-chain",
					"*/* | application/pem-certificate-chain", "'' | application/pem-certificate-chain",
					"application/pkix-cert | application/pkix-cert", "application/pkcs7-mime | application/pkcs7-mime",
					"application/* | application/pem-certificate-chain",
					"application/pkix-cert;q=0.5, application/pkcs7-mime | application/pkcs7-mime" })
	void handsOverTheFormThatIsAccepted(String accept, String type) throws Exception {
		JsonNode made = enroll("forms.test", "web-server");
		String path = PATH + "/" + made.get("id").asString() + "/certificate";
		Answer answer = accept.isEmpty() ? this.service.get(path) : this.service.get(path, "Accept", accept);
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
		assertThat(answer.header("Content-Type")).startsWith(type);
		CertificateFactory factory = CertificateFactory.getInstance("X.509");
		List<X509Certificate> read = new ArrayList<>();
		if (type.equals("application/pkix-cert")) {
			read.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(answer.bytes())));
		}
		else {
			factory.generateCertificates(new ByteArrayInputStream(answer.bytes()))
				.forEach((each) -> read.add((X509Certificate) each));
			assertThat(read).hasSize(2);
			assertThat(read.getFirst().getIssuerX500Principal()).isEqualTo(read.getLast().getSubjectX500Principal());
		}
		assertThat(read.getFirst().getEncoded())
			.isEqualTo(Pem.read(made.get("certificate").asString()).getFirst().der());
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/html", "application/json", "image/png" })
	void makesNoOtherForm(String accept) {
		String id = enroll("forms.test", "web-server").get("id").asString();
		Answer answer = this.service.get(PATH + "/" + id + "/certificate", "Accept", accept);
		assertThat(answer.status()).as(answer.toString()).isEqualTo(406);
		assertThat(answer.json().get("type").asString()).isEqualTo("urn:handfast:problem:not-acceptable");
	}

	@Test
	void showsARequesterItsOwnAlone() {
		JsonNode others = enroll("others.test", "web-server");
		String id = others.get("id").asString();
		String token = token("requester");
		String reader = token("reader");
		JsonNode own = this.service.post(PATH, "{\"names\": [\"own.test\"]}", "Authorization", "Bearer " + token)
			.json();
		assertThat(own.get("owner").asString()).isNotEqualTo(others.get("owner").asString());
		assertThat(
				this.service.get(PATH, "Authorization", "Bearer " + token).json().get("items").findValuesAsString("id"))
			.containsExactly(own.get("id").asString());
		for (String call : List.of("", "/certificate")) {
			assertThat(this.service.get(PATH + "/" + id + call, "Authorization", "Bearer " + token).status())
				.isEqualTo(404);
			assertThat(this.service.get(PATH + "/" + id + call, "Authorization", "Bearer " + reader).status())
				.isEqualTo(200);
		}
		assertThat(
				this.service.get(others.at("/selfTest/report").asString(), "Authorization", "Bearer " + token).status())
			.isEqualTo(404);
		for (String call : List.of("/keystore", "/self-test")) {
			assertThat(this.service
				.post(PATH + "/" + id + call, "{\"format\": \"PEM\"}", "Authorization", "Bearer " + token)
				.status()).isEqualTo(404);
			Answer refused = this.service.post(PATH + "/" + id + call, "{\"format\": \"PEM\"}", "Authorization",
					"Bearer " + reader);
			assertThat(refused.status()).isEqualTo(403);
			assertThat(refused.json().get("type").asString()).isEqualTo("urn:handfast:problem:role-missing");
		}
		assertThat(this.service
			.get(PATH + "?serialNumber=" + others.get("serialNumber").asString(), "Authorization", "Bearer " + token)
			.json()
			.get("items")
			.size()).isZero();
	}

	private String token(String role) {
		return this.service.post("/api/v1/tokens", "{\"name\": \"inventory-" + role + "\", \"role\": \"" + role + "\"}")
			.json()
			.get("token")
			.asString();
	}

	private JsonNode enroll(String name, String profile) {
		Answer answer = this.service.post(PATH, "{\"names\": [\"" + name + "\"], \"profile\": \"" + profile + "\"}");
		assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
		return answer.json();
	}

}
