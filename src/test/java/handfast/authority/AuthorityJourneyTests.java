package handfast.authority;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import handfast.Peers;
import handfast.RunningService;
import handfast.RunningService.Answer;
import handfast.profile.Profile;
import handfast.x509.KeyAlgorithm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * CAs beside the first one: with name constraints, below one another, below OpenSSL's,
 * and brought along.
 */
class AuthorityJourneyTests {

	@TempDir
	static Path folder;

	private static RunningService service;

	private final JsonMapper json = JsonMapper.builder().build();

	@BeforeAll
	static void start() throws IOException {
		Path home = folder.resolve("home");
		Path profiles = Files.createDirectories(home.resolve("profiles"));
		String yaml = new String(Profile.class.getResourceAsStream("/profiles/web-server.yaml").readAllBytes(),
				StandardCharsets.UTF_8);
		for (String series : List.of("shop", "company", "old", "pem", "deep", "nobody")) {
			Files.writeString(profiles.resolve("by-" + series + ".yaml"), yaml + "authority: " + series + "\n");
		}
		for (KeyAlgorithm algorithm : KeyAlgorithm.values()) {
			Files.writeString(profiles.resolve("by-" + series(algorithm) + ".yaml"),
					yaml + "authority: " + series(algorithm) + "\n");
		}
		service = RunningService.start(home);
	}

	@AfterAll
	static void stop() {
		service.close();
	}

	@ParameterizedTest
	@EnumSource(KeyAlgorithm.class)
	void signsWithAnyKey(KeyAlgorithm algorithm) throws Exception {
		String series = series(algorithm);
		JsonNode ca = made(Map.of("series", series, "key", algorithm.label()));
		assertThat(ca.get("state").asString()).isEqualTo("active");
		assertThat(ca.get("keyAlgorithm").asString()).isEqualTo(algorithm.label());
		JsonNode certificate = enrolled("by-" + series, "shop.test");
		assertThat(certificate.get("issuer").asString()).isEqualTo(ca.get("subject").asString());
		assertThat(certificate.at("/selfTest/verdict").asString()).as(certificate.get("selfTest").toString())
			.startsWith("passed");
		if (!algorithm.label().startsWith("ML-DSA")) {
			opensslVerifies(certificate, "-x509_strict");
		}
		assertThat(service.plain("/pki/" + ca.get("id").asString() + "/1.crl").status()).as("its CRL").isEqualTo(200);
		Answer revoked = service.post("/api/v1/certificates/" + certificate.get("id").asString() + "/revocation",
				"{\"reason\": \"superseded\"}");
		assertThat(revoked.status()).isEqualTo(200);
	}

	@Test
	void keepsToNameConstraints() throws Exception {
		JsonNode ca = made(Map.of("series", "shop", "key", "EC-P384", "validity", "P1000D", "subject",
				"CN=Shop CA,O=Shop", "permitted", List.of("shop.test", "10.0.0.0/8")));
		assertThat(ca.get("subject").asString()).isEqualTo("CN=Shop CA,O=Shop");
		assertThat(text(ca)).contains("X509v3 Name Constraints: critical", "DNS:shop.test", "IP:10.0.0.0/255.0.0.0",
				"pathlen:0");
		JsonNode inside = enrolled("by-shop", "www.shop.test");
		opensslVerifies(inside, "-x509_strict");
		assertThat(enrolled("by-shop", "10.1.2.3").at("/selfTest/verdict").asString()).startsWith("passed");
		for (String outside : List.of("other.test", "192.168.1.1")) {
			Answer refused = enroll("by-shop", outside);
			assertThat(refused.status()).as(refused.toString()).isEqualTo(422);
			assertThat(refused.json().at("/violations/0/code").asString()).isEqualTo("name-constraint-violated");
		}
		Answer again = make(Map.of("series", "shop"));
		assertThat(again.status()).isEqualTo(409);
		assertThat(again.json().get("detail").asString()).contains("write another series");
	}

	@Test
	void standsBelowAnotherOfOurs() throws Exception {
		JsonNode above = made(Map.of("series", "above", "pathLength", 1));
		Map<String, Object> below = Map.of("series", "deep", "issuer", above.get("id").asString());
		JsonNode ca = made(below);
		assertThat(ca.get("issuer").asString()).isEqualTo(above.get("id").asString());
		JsonNode certificate = enrolled("by-deep", "deep.test");
		assertThat(certificate.get("chain").asString().split("BEGIN CERTIFICATE")).hasSizeGreaterThanOrEqualTo(4);
		opensslVerifies(certificate, "-x509_strict");
		Answer tooDeep = make(Map.of("series", "deeper", "issuer", ca.get("id").asString()));
		assertThat(tooDeep.status()).isEqualTo(422);
		assertThat(tooDeep.json().at("/violations/0/code").asString()).isEqualTo("path-too-long");
	}

	@Test
	void isCertifiedByAnotherCa() throws Exception {
		JsonNode awaiting = made(Map.of("series", "company", "subject", "CN=Handfast,O=Company", "issuer", "external"));
		assertThat(awaiting.get("state").asString()).isEqualTo("awaiting");
		String path = "/api/v1/authorities/" + awaiting.get("id").asString();
		assertThat(enroll("by-company", "company.test").status()).isEqualTo(409);
		Openssl company = new Openssl("company");
		Files.writeString(folder.resolve("ca.csr"), awaiting.get("csr").asString());
		assertThat(Peers.run(folder, "openssl", "req", "-in", "ca.csr", "-noout", "-verify", "-text"))
			.contains("CA:TRUE, pathlen:0", "Certificate Sign, CRL Sign");
		String signed = company.sign("ca.csr", "basicConstraints=critical,CA:TRUE,pathlen:0",
				"keyUsage=critical,keyCertSign,cRLSign");
		String notCa = company.sign("ca.csr", "basicConstraints=CA:FALSE", "keyUsage=digitalSignature");
		String stranger = company.sign(company.request("stranger"), "basicConstraints=critical,CA:TRUE,pathlen:0",
				"keyUsage=critical,keyCertSign,cRLSign");
		for (Map.Entry<String, String> wrong : Map
			.of("issuer-not-ca", notCa, "key-mismatch", stranger, "pem-malformed", "nothing")
			.entrySet()) {
			Answer refused = service.put(path + "/certificate",
					this.json.writeValueAsString(Map.of("pem", wrong.getValue(), "trust", company.root())));
			assertThat(refused.status()).as(refused.toString()).isEqualTo(422);
			assertThat(refused.json().at("/violations/0/code").asString()).isEqualTo(wrong.getKey());
		}
		assertThat(service.put(path + "/certificate", this.json.writeValueAsString(Map.of("pem", signed))).status())
			.as("without the root")
			.isEqualTo(422);
		String answer = this.json.writeValueAsString(Map.of("pem", signed, "trust", company.root()));
		for (int i = 0; i < 2; i++) {
			Answer complete = service.put(path + "/certificate", answer);
			assertThat(complete.status()).as(complete.toString()).isEqualTo(200);
			assertThat(complete.json().get("state").asString()).isEqualTo("active");
		}
		JsonNode certificate = enrolled("by-company", "company.test");
		assertThat(certificate.get("issuer").asString()).isEqualTo("CN=Handfast,O=Company");
		assertThat(certificate.at("/selfTest/verdict").asString()).startsWith("passed");
		opensslVerifies(certificate, "-x509_strict", folder.resolve("company.pem"));
		String line = company.root().strip().lines().toList().get(3);
		for (int i = 0; i < 50 && !service.plain("/pki/root.pem").text().contains(line); i++) {
			TimeUnit.MILLISECONDS.sleep(200);
		}
		assertThat(service.plain("/pki/root.pem").text()).contains(line);
	}

	@Test
	void comesAsPkcs12AndAsPem() throws Exception {
		Openssl company = new Openssl("former");
		for (String series : List.of("old", "pem")) {
			String csr = company.request(series);
			String signed = company.sign(csr, "basicConstraints=critical,CA:TRUE,pathlen:0",
					"keyUsage=critical,keyCertSign,cRLSign");
			Files.writeString(folder.resolve(series + ".pem"), signed);
			Peers.run(folder, "openssl", "pkcs12", "-export", "-inkey", series + ".key", "-in", series + ".pem",
					"-certfile", "former.pem", "-out", series + ".p12", "-passout", "pass:change-me");
			Map<String, Object> order = series.equals("old")
					? Map.of("series", series, "pkcs12",
							Base64.getEncoder().encodeToString(Files.readAllBytes(folder.resolve("old.p12"))),
							"password", "change-me")
					: Map.of("series", series, "pem", signed + Files.readString(folder.resolve("pem.key")), "trust",
							company.root());
			if (series.equals("old")) {
				Answer wrong = make(Map.of("series", series, "pkcs12", order.get("pkcs12"), "password", "wrong-one"));
				assertThat(wrong.status()).as(wrong.toString()).isEqualTo(422);
				assertThat(wrong.json().at("/violations/0/field").asString()).isEqualTo("/pkcs12");
			}
			JsonNode ca = made(order);
			assertThat(ca.get("state").asString()).isEqualTo("active");
			JsonNode certificate = enrolled("by-" + series, series + ".test");
			assertThat(certificate.get("issuer").asString()).isEqualTo("CN=" + series);
			opensslVerifies(certificate, "-x509_strict", folder.resolve("former.pem"));
		}
		String foreignKey = Files.readString(folder.resolve("old.key"));
		Answer mismatch = make(Map.of("series", "mixed", "pem",
				Files.readString(folder.resolve("pem.pem")) + foreignKey, "trust", company.root()));
		assertThat(mismatch.status()).isEqualTo(422);
	}

	@Test
	void saysWhatIsMissing() {
		Answer refused = enroll("by-nobody", "nobody.test");
		assertThat(refused.status()).isEqualTo(409);
		assertThat(refused.json().get("detail").asString()).contains("POST /api/v1/authorities", "nobody");
		Answer root = make(Map.of("series", "root"));
		assertThat(root.status()).isEqualTo(422);
		Answer many = make(Map.of("series", "x", "key", "DSA", "pathLength", -3, "permitted", List.of("a b", ".x.test"),
				"issuer", "you", "password", "x"));
		assertThat(many.json().get("violations").findValuesAsString("field")).contains("/key", "/pathLength",
				"/permitted/0", "/permitted/1", "/issuer", "/password");
		assertThat(make(Map.of("series", "x", "issuer", UUID.randomUUID().toString())).status()).isEqualTo(422);
	}

	@Test
	void answersTheSameRequestWithTheSameCa() {
		String body = "{\"series\": \"once\"}";
		Answer first = service.post("/api/v1/authorities", body, "Idempotency-Key", "make-once");
		Answer second = service.post("/api/v1/authorities", body, "Idempotency-Key", "make-once");
		assertThat(first.status()).isEqualTo(201);
		assertThat(second.status()).isEqualTo(201);
		assertThat(second.json().get("id")).isEqualTo(first.json().get("id"));
	}

	@Test
	void finishesWhatWasCutOff() throws Exception {
		JsonNode ca = made(Map.of("series", "cut"));
		JdbcClient database = service.bean(JdbcClient.class);
		UUID id = UUID.fromString(ca.get("id").asString());
		// As it is between the key and its certificate.
		database.sql("UPDATE ca_key SET certificate = NULL WHERE authority = ?").param(id).update();
		database.sql("UPDATE authority SET state = 'PREPARING' WHERE id = ?").param(id).update();
		assertThat(service.get("/api/v1/authorities/" + id).status()).isEqualTo(404);
		assertThat(make(Map.of("series", "cut")).status()).isEqualTo(409);
		JsonNode finished = service.get("/api/v1/authorities/" + id).json();
		assertThat(finished.get("state").asString()).isEqualTo("active");
		assertThat(finished.get("subject")).isEqualTo(ca.get("subject"));
	}

	@Test
	void isFollowedAtOnce() throws Exception {
		JsonNode before = enrolled("web-server", "before.test");
		Path first = Files.writeString(folder.resolve("first-root.pem"), service.plain("/pki/root.pem").text());
		JsonNode issuing = inTurn("default");
		Answer followed = service.post(path(issuing) + "/rollover", "");
		assertThat(followed.status()).as(followed.toString()).isEqualTo(201);
		assertThat(followed.json().get("state").asString()).isEqualTo("active");
		assertThat(service.get(path(issuing)).json().get("state").asString()).isEqualTo("retiring");
		assertThat(service.post(path(issuing) + "/rollover", "").status()).as("not in turn").isEqualTo(409);
		JsonNode after = soon("after.test", followed.json().get("id").asString());
		JsonNode root = inTurn("root");
		assertThat(service.post(path(root) + "/rollover", "").status()).isEqualTo(201);
		JsonNode followedAgain = service.post(path(inTurn("default")) + "/rollover", "").json();
		assertThat(followedAgain.get("issuer")).isEqualTo(inTurn("root").get("id"));
		JsonNode last = soon("last.test", followedAgain.get("id").asString());
		Path newest = Files.writeString(folder.resolve("newest-root.pem"),
				inTurn("root").get("certificate").asString());
		for (JsonNode each : List.of(before, after, last)) {
			// As it is handed out now.
			JsonNode now = service.get("/api/v1/certificates/" + each.get("id").asString()).json();
			opensslVerifies(now, "-x509_strict", first);
			opensslVerifies(now, "-x509_strict", newest);
		}
		assertThat(last.at("/selfTest/verdict").asString()).startsWith("passed");
		assertThat(Files.readString(service.home().resolve("root.pem"))).startsWith(Files.readString(newest))
			.contains(Files.readString(first).split("(?<=-----END CERTIFICATE-----\n)")[0]);
	}

	// What was read of the CA may be a second old.
	private static JsonNode soon(String name, String authority) throws InterruptedException {
		JsonNode certificate = enrolled("web-server", name);
		for (int i = 0; i < 20 && !certificate.get("authority").asString().equals(authority); i++) {
			TimeUnit.MILLISECONDS.sleep(200);
			certificate = enrolled("web-server", name);
		}
		assertThat(certificate.get("authority").asString()).isEqualTo(authority);
		return certificate;
	}

	private static JsonNode inTurn(String series) {
		for (JsonNode authority : service.get("/api/v1/authorities?limit=500").json().get("items")) {
			if (authority.get("series").asString().equals(series)
					&& authority.get("state").asString().equals("active")) {
				return authority;
			}
		}
		throw new AssertionError("No CA of the series " + series + " is in turn");
	}

	private static String path(JsonNode authority) {
		return "/api/v1/authorities/" + authority.get("id").asString();
	}

	private static String series(KeyAlgorithm algorithm) {
		return "with-" + algorithm.label().toLowerCase(java.util.Locale.ROOT);
	}

	private Answer make(Map<String, Object> order) {
		return service.post("/api/v1/authorities", this.json.writeValueAsString(order));
	}

	private JsonNode made(Map<String, Object> order) {
		Answer answer = make(order);
		assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
		return answer.json();
	}

	private static Answer enroll(String profile, String name) {
		return service.post("/api/v1/certificates",
				"{\"names\": [\"%s\"], \"profile\": \"%s\"}".formatted(name, profile));
	}

	private static JsonNode enrolled(String profile, String name) {
		Answer answer = enroll(profile, name);
		assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
		return answer.json();
	}

	private String text(JsonNode ca) throws Exception {
		Path file = Files.writeString(folder.resolve("shown.pem"), ca.get("certificate").asString());
		return Peers.run(folder, "openssl", "x509", "-in", file.toString(), "-noout", "-text");
	}

	private static void opensslVerifies(JsonNode certificate, String option) throws Exception {
		opensslVerifies(certificate, option, service.home().resolve("root.pem"));
	}

	private static void opensslVerifies(JsonNode certificate, String option, Path anchor) throws Exception {
		Path leaf = Files.writeString(folder.resolve("leaf.pem"), certificate.get("certificate").asString());
		Path chain = Files.writeString(folder.resolve("chain.pem"), certificate.get("chain").asString());
		assertThat(Peers.run(folder, "openssl", "verify", option, "-CAfile", anchor.toString(), "-untrusted",
				chain.toString(), leaf.toString()))
			.contains("OK");
	}

	/**
	 * A root of OpenSSL's.
	 */
	private static final class Openssl {

		private final String name;

		Openssl(String name) throws Exception {
			this.name = name;
			Peers.require("openssl");
			Peers.run(folder, "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", name + ".key",
					"-out", name + ".pem", "-subj", "/CN=" + name + " root", "-days", "3000", "-addext",
					"keyUsage=critical,keyCertSign,cRLSign");
		}

		String root() throws IOException {
			return Files.readString(folder.resolve(this.name + ".pem"));
		}

		String request(String subject) throws Exception {
			Peers.run(folder, "openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", subject + ".key",
					"-out", subject + ".csr", "-subj", "/CN=" + subject);
			return subject + ".csr";
		}

		String sign(String csr, String... extensions) throws Exception {
			Files.writeString(folder.resolve("extensions"),
					String.join("\n", extensions) + "\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n");
			Peers.run(folder, "openssl", "x509", "-req", "-in", csr, "-CA", this.name + ".pem", "-CAkey",
					this.name + ".key", "-days", "1000", "-extfile", "extensions", "-out", "signed.pem");
			return Files.readString(folder.resolve("signed.pem"));
		}

	}

}
