package handfast.handshake;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;

import handfast.ForeignAuthority;
import handfast.RunningService;
import handfast.RunningService.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Handshakes with this very service, over HTTP.
 */
class HandshakeJourneyTests {

	private static final String PATH = "/api/v1/handshakes";

	private final RunningService service = RunningService.shared();

	private final JsonMapper json = JsonMapper.builder().build();

	@Test
	void tellsAHandshakeWithThisServiceToTheLetter() {
		Answer answer = ask(Map.of("target", "localhost:" + this.service.httpsPort(), "expect",
				Map.of("certificate", ownCertificate())));
		assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
		JsonNode report = answer.json();
		assertThat(answer.header("Location")).isEqualTo(PATH + "/" + report.get("id").asString());
		assertThat(report.propertyNames()).contains("id", "target", "address", "serverName", "startedAt", "verdict",
				"protocol", "cipherSuite", "keyExchange", "signatureScheme", "alpn", "steps", "sessionKeys",
				"certificates", "path", "expected", "otherAddresses", "findings");
		assertThat(report.get("verdict").asString()).as(answer.toString()).isEqualTo("passed");
		assertThat(report.at("/expected/matched").asBoolean()).isTrue();
		assertThat(report.at("/path/trusted").asBoolean()).isTrue();
		assertThat(report.get("findings").size()).isZero();
		JsonNode hello = report.get("steps")
			.valueStream()
			.filter((step) -> step.has("message") && step.get("message").asString("").equals("ClientHello"))
			.findFirst()
			.orElseThrow();
		assertThat(hello.propertyNames()).contains("number", "kind", "message", "from", "encrypted", "atMicros",
				"bytes", "phase", "explanation", "fields");
		assertThat(report.get("steps").findValuesAsString("kind")).containsOnly("message", "moment");
		assertThat(report.get("steps").findValuesAsString("phase")).isSubsetOf("connect", "client-hello",
				"server-hello", "authentication", "premaster-secret", "private-key", "session-keys", "client-ready",
				"server-ready", "secured", "after");
		Answer again = this.service.get(answer.header("Location"));
		assertThat(again.json()).isEqualTo(report);
	}

	@Test
	void answersInTextWhereThatIsAccepted() {
		String body = "{\"target\": \"localhost:" + this.service.httpsPort() + "\"}";
		Answer made = this.service.post(PATH, body, "Accept", "text/plain");
		assertThat(made.status()).as(made.toString()).isEqualTo(201);
		assertThat(made.header("Content-Type")).startsWith("text/plain");
		assertThat(made.text()).startsWith("Handshake with localhost:").contains("passed");
		Answer read = this.service.get(made.header("Location"), "Accept", "text/plain");
		assertThat(read.text()).isEqualTo(made.text());
		assertThat(this.service.get(made.header("Location"), "Accept", "application/json")
			.json()
			.get("verdict")
			.asString()).isEqualTo("passed");
		assertThat(this.service.get(made.header("Location"), "Accept", "text/plain; color=always").text())
			.startsWith("\u001b[");
	}

	@ParameterizedTest
	@CsvSource({ "image/svg+xml, <svg ", "text/html, <!DOCTYPE html>" })
	void answersAsAPictureAndAsAPage(String accept, String start) {
		Answer made = this.service.post(PATH, "{\"target\": \"localhost:" + this.service.httpsPort() + "\"}", "Accept",
				accept);
		assertThat(made.status()).as(made.toString()).isEqualTo(201);
		assertThat(made.header("Content-Type")).startsWith(accept);
		assertThat(made.text()).startsWith(start).contains("Handshake with localhost:");
		Answer read = this.service.get(made.header("Location"), "Accept", accept);
		assertThat(read.text()).isEqualTo(made.text());
		assertThat(read.header("Content-Security-Policy")).contains("default-src 'self'").doesNotContain("unsafe");
		assertThat(read.header("X-Content-Type-Options")).isEqualTo("nosniff");
	}

	@Test
	void refusesAFormThatIsNotThere() {
		String body = "{\"target\": \"localhost:" + this.service.httpsPort() + "\"}";
		String location = this.service.post(PATH, body).header("Location");
		for (Answer answer : List.of(this.service.get(location, "Accept", "application/pdf"),
				this.service.post(PATH, body, "Accept", "application/pdf"),
				this.service.get(location, "Accept", "nonsense"), this.service.post(PATH, body, "Accept", "a/b/c"))) {
			assertThat(answer.status()).as(answer.toString()).isEqualTo(406);
			assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		}
	}

	@Test
	void showsItsFourFormsInOpenApi() {
		JsonNode paths = this.service.get("/openapi.json").json().get("paths");
		for (JsonNode content : List.of(paths.at("/~1api~1v1~1handshakes/post/responses/201/content"),
				paths.at("/~1api~1v1~1handshakes~1{id}/get/responses/200/content"))) {
			assertThat(content.propertyNames()).containsExactlyInAnyOrder("application/json", "text/plain",
					"image/svg+xml", "text/html");
		}
	}

	@Test
	void refusesInProblemsWhateverFormIsWanted() {
		Answer answer = this.service.post(PATH, "{\"target\": \"<script>\"}", "Accept", "text/html");
		assertThat(answer.status()).isIn(400, 422);
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
	}

	@Test
	void servesTheStyleOfThePage() {
		Answer style = this.service.get("/report.css", "Authorization", "");
		assertThat(style.status()).as(style.toString()).isEqualTo(200);
		assertThat(style.header("Content-Type")).startsWith("text/css");
	}

	@Test
	void saysFirstThatAnotherCertificateAnswers() {
		String other = this.service.post("/api/v1/certificates", "{\"names\": [\"localhost\"]}")
			.json()
			.get("id")
			.asString();
		JsonNode report = ask(
				Map.of("target", "localhost:" + this.service.httpsPort(), "expect", Map.of("certificate", other)))
			.json();
		assertThat(report.get("verdict").asString()).isEqualTo("failed");
		assertThat(report.at("/findings/0/code").asString()).isEqualTo("wrong-certificate");
		assertThat(report.get("findings").get(0).propertyNames()).contains("code", "severity", "cause", "fix");
		assertThat(report.at("/expected/matched").asBoolean()).isFalse();
	}

	@Test
	void saysWhichNamesTheCertificateHas() {
		JsonNode report = ask(Map.of("target", "127.0.0.1:" + this.service.httpsPort(), "serverName", "shop.test"))
			.json();
		assertThat(report.get("verdict").asString()).isEqualTo("failed");
		assertThat(report.get("findings").findValuesAsString("code")).contains("name-mismatch");
		assertThat(report.get("serverName").asString()).isEqualTo("shop.test");
	}

	@Test
	void trustsTheAnchorsBroughtAlong() throws Exception {
		String target = "localhost:" + this.service.httpsPort();
		String foreign = new ForeignAuthority("Foreign Root").rootPem();
		JsonNode report = ask(Map.of("target", target, "trustAnchors", foreign)).json();
		assertThat(report.get("findings").size() + report.at("/path/trusted").asString()).isNotEmpty();
		assertThat(ask(Map.of("target", target, "trust", "system")).json().get("verdict").asString())
			.isEqualTo("failed");
		String root = this.service.plain("/pki/root.pem").text();
		assertThat(
				ask(Map.of("target", target, "trust", "system", "trustAnchors", root)).json().get("verdict").asString())
			.isEqualTo("passed");
	}

	@Test
	void scansThisServiceWhereAsked() {
		String target = "localhost:" + this.service.httpsPort();
		assertThat(ask(Map.of("target", target)).json().has("scan")).isFalse();
		Answer answer = ask(Map.of("target", target, "trust", "handfast", "scan", true));
		assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
		JsonNode scan = answer.json().get("scan");
		assertThat(scan.propertyNames()).contains("connections", "millis", "complete", "level", "reasons", "versions",
				"certificates", "alpn", "features", "clients");
		assertThat(scan.get("complete").asBoolean()).isTrue();
		assertThat(scan.at("/versions/0/protocol").asString()).isEqualTo("TLSv1.3");
		assertThat(scan.at("/versions/0/cipherSuites").findValuesAsString("name")).contains("TLS_AES_128_GCM_SHA256");
		assertThat(scan.at("/versions/0/groups").toString()).contains("x25519", "secp256r1");
		assertThat(scan.at("/versions/0/signatureSchemes").toString()).isEqualTo("[\"ecdsa_secp256r1_sha256\"]");
		assertThat(scan.get("clients").findValuesAsString("name")).contains("Java 11");
		assertThat(answer.json().get("findings").findValuesAsString("severity")).as(answer.toString())
			.doesNotContain("error");
		assertThat(this.service.get(answer.header("Location")).json()).isEqualTo(answer.json());
		assertThat(this.service.get(answer.header("Location"), "Accept", "text/plain").text()).contains("Scan: ");
	}

	@Test
	void explainsAPortThatNobodyListensAt() throws Exception {
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
		}
		Answer answer = ask(Map.of("target", "127.0.0.1:" + port));
		assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
		assertThat(answer.json().get("verdict").asString()).isEqualTo("failed");
		assertThat(answer.json().at("/findings/0/code").asString()).isEqualTo("refused");
	}

	@Test
	void connectsToNoAddressThatIsNeverAllowed() {
		for (String target : List.of("169.254.169.254:443", "localhost:" + this.service.plainPort())) {
			JsonNode report = ask(Map.of("target", target)).json();
			assertThat(report.get("verdict").asString()).as(target).isEqualTo("failed");
			assertThat(report.at("/findings/0/code").asString()).as(target).isEqualTo("egress-denied");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "{} | /target", "{\"target\":\"\"} | /target",
			"{\"target\":\"localhost:99999\"} | /target", "{\"target\":\"localhost:443\",\"trust\":\"all\"} | /trust",
			"{\"target\":\"localhost:443\",\"trustAnchors\":\"x\"} | /trustAnchors",
			"{\"target\":\"localhost:443\",\"scan\":\"x\"} | /scan",
			"{\"target\":\"localhost:443\",\"expect\":{}} | /expect/certificate",
			"{\"target\":\"localhost:443\",\"expect\":{\"certificate\":\"x\"}} | /expect/certificate",
			"{\"target\":\"localhost:443\",\"startTls\":\"gopher\"} | /startTls",
			"{\"target\":\"localhost:443\",\"clientCertificate\":\"x\"} | /clientCertificate",
			"{\"target\":\"localhost:443\",\"clientCertificate\":\"01990000-0000-7000-8000-000000000001\"} | /clientCertificate" })
	void refusesWhatItCannotDo(String body, String field) {
		Answer answer = this.service.post(PATH, body);
		assertThat(answer.status()).as(answer.toString()).isIn(400, 422);
		assertThat(answer.json().at("/violations/0/field").asString()).as(answer.toString()).isEqualTo(field);
	}

	@Test
	void listsTheProtocolsThatComeToTlsByStartTls() {
		Answer answer = ask(Map.of("target", "localhost:443", "startTls", "gopher"));
		assertThat(answer.status()).isEqualTo(422);
		assertThat(answer.json().at("/violations/0/message").asString())
			.isEqualTo("Write one of smtp, imap, pop3, ftp, ldap, xmpp, postgres, mysql");
	}

	@Test
	void speaksThePreambleFirst() {
		JsonNode report = ask(Map.of("target", "localhost:" + this.service.httpsPort(), "startTls", "postgres")).json();
		assertThat(report.get("startTls").asString()).isEqualTo("postgres");
		assertThat(report.get("verdict").asString()).isEqualTo("failed");
		assertThat(report.get("steps").findValuesAsString("message")).contains("PostgreSQL SSLRequest")
			.doesNotContain("ClientHello");
	}

	@Test
	void showsACertificateOfTheCallerWhereAServerAsks() throws Exception {
		String id = this.service.post("/api/v1/certificates", "{\"names\": [\"client.test\"], \"profile\": \"client\"}")
			.json()
			.get("id")
			.asString();
		try (LoopbackServers servers = new LoopbackServers()) {
			int port = servers.openssl(TestChain.of(handfast.x509.KeyAlgorithm.EC_P256, "localhost"), "-verify", "3");
			JsonNode report = ask(
					Map.of("target", "127.0.0.1:" + port, "serverName", "localhost", "clientCertificate", id))
				.json();
			assertThat(report.at("/clientCertificate/certificate").asString()).isEqualTo(id);
			assertThat(report.at("/clientCertificate/asked").asBoolean()).isTrue();
			assertThat(report.at("/clientCertificate/shown").asBoolean()).isTrue();
			assertThat(servers.output(port)).contains("CN = client.test");
			assertThat(report.toString()).doesNotContain("PRIVATE KEY");
		}
		JsonNode unasked = ask(Map.of("target", "localhost:" + this.service.httpsPort(), "clientCertificate", id))
			.json();
		assertThat(unasked.at("/clientCertificate/asked").asBoolean()).isFalse();
		assertThat(unasked.at("/clientCertificate/shown").asBoolean()).isFalse();
	}

	@Test
	void hasNoKeyToShowForACsr() throws Exception {
		String id = this.service
			.post("/api/v1/certificates",
					this.json.writeValueAsString(Map.of("csr", ForeignAuthority.csr(null, "own.test"))))
			.json()
			.get("id")
			.asString();
		Answer answer = ask(Map.of("target", "localhost:443", "clientCertificate", id));
		assertThat(answer.status()).isEqualTo(422);
		assertThat(answer.json().at("/violations/0/field").asString()).isEqualTo("/clientCertificate");
	}

	@Test
	void knowsNoReportThatIsNot() {
		assertThat(this.service.get(PATH + "/01990000-0000-7000-8000-000000000001").status()).isEqualTo(404);
		Answer answer = ask(Map.of("target", "localhost:" + this.service.httpsPort(), "expect",
				Map.of("certificate", "01990000-0000-7000-8000-000000000001")));
		assertThat(answer.status()).as(answer.toString()).isIn(404, 422);
	}

	private String ownCertificate() {
		List<JsonNode> found = this.service.get("/api/v1/certificates?name=localhost&limit=500")
			.json()
			.get("items")
			.valueStream()
			.filter((item) -> item.get("names").toString().contains("127.0.0.1"))
			.toList();
		return found.getLast().get("id").asString();
	}

	private Answer ask(Map<String, ?> body) {
		return this.service.post(PATH, this.json.writeValueAsString(body));
	}

}
