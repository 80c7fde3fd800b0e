package handfast.delivery;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

import handfast.ForeignAuthority;
import handfast.RunningService;
import handfast.x509.KeyAlgorithm;
import handfast.x509.Pem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class DeliveryJourneyTests {

	private static final String PASSWORD = "CANARY-correct-horse";

	private final RunningService service = RunningService.shared();

	@ParameterizedTest
	@EnumSource(KeyAlgorithm.class)
	void deliversAProvenPkcs12ForEachKindOfKey(KeyAlgorithm algorithm) throws Exception {
		JsonNode certificate = enroll("[\"shop.test\"]", algorithm.label());
		assertThat(certificate.at("/selfTest/verdict").asString()).isEqualTo("passed");
		RunningService.Answer answer = keystore(certificate, "PKCS12");
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
		assertThat(answer.header("Handfast-Verdict")).isEqualTo("passed");
		KeyStore keystore = KeyStore.getInstance("PKCS12");
		keystore.load(new ByteArrayInputStream(answer.bytes()), PASSWORD.toCharArray());
		assertThat(keystore.getKey("shop.test", PASSWORD.toCharArray())).isNotNull();
		assertThat(keystore.getCertificateChain("shop.test")).hasSize(2);
		assertThat(((X509Certificate) keystore.getCertificate("shop.test")).getSerialNumber().toString(16))
			.isEqualTo(certificate.get("serialNumber").asString().replaceFirst("^0+", ""));
	}

	@ParameterizedTest
	@CsvSource({ "PKCS12, application/pkcs12, p12", "JKS, application/x-java-keystore, jks",
			"PEM, application/x-pem-file, pem" })
	void saysWhatTheFileIsAndHowItWasProven(String format, String type, String extension) throws Exception {
		RunningService.Answer answer = keystore(enroll("[\"*.shop.test\", \"shop.test\"]", "EC-P256"), format);
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
		assertThat(answer.header("Content-Type")).isEqualTo(type);
		assertThat(answer.header("Content-Disposition"))
			.isEqualTo("attachment; filename=\"wildcard.shop.test." + extension + "\"");
		assertThat(answer.header("Cache-Control")).contains("no-store");
		assertThat(answer.header("Repr-Digest")).isEqualTo("sha-256=:"
				+ Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(answer.bytes()))
				+ ":");
		assertThat(answer.header("Handfast-Unreadable-By")).isEmpty();
		assertThat(answer.header("Handfast-Report")).startsWith("/api/v1/handshakes/");
	}

	@Test
	void leadsToTheReportOfExactlyTheseBytes() throws Exception {
		RunningService.Answer answer = keystore(enroll("[\"shop.test\"]", "EC-P256"), "PKCS12");
		JsonNode report = this.service.get(answer.header("Handfast-Report")).json();
		assertThat(report.get("proven").asString())
			.isEqualTo(java.util.HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(answer.bytes())));
	}

	@Test
	void namesTheReadersThatDoNotKnowTheKey() {
		RunningService.Answer answer = keystore(enroll("[\"shop.test\"]", "ML-DSA-65"), "PKCS12");
		assertThat(answer.header("Handfast-Unreadable-By")).isEqualTo("jdk-17, openssl-3.0, gnutls-3.7, nss-3.87");
	}

	@Test
	void leavesThePemKeyInClearWithoutAPassword() {
		RunningService.Answer answer = this.service.post(path(enroll("[\"shop.test\"]", "EC-P256")),
				"{\"format\": \"PEM\"}");
		assertThat(Pem.read(answer.text())).extracting(Pem.Block::label)
			.containsExactly("CERTIFICATE", "CERTIFICATE", "PRIVATE KEY");
	}

	@Test
	void runsTheSelfTestAgain() {
		JsonNode certificate = enroll("[\"shop.test\", \"www.shop.test\"]", "EC-P256");
		RunningService.Answer answer = this.service
			.post("/api/v1/certificates/" + certificate.get("id").asString() + "/self-test", "");
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
		assertThat(answer.json().get("verdict").asString()).isEqualTo("passed");
		assertThat(answer.json().get("report").asString()).isNotEqualTo(certificate.at("/selfTest/report").asString());
		assertThat(answer.json().get("handshakes").findValuesAsString("protocol")).contains("TLSv1.3", "TLSv1.2");
		assertThat(answer.json().get("handshakes").findValuesAsString("serverName")).contains("shop.test",
				"www.shop.test");
	}

	@Test
	void answersARepeatedSelfTestWithTheSame() {
		String path = "/api/v1/certificates/" + enroll("[\"shop.test\"]", "EC-P256").get("id").asString()
				+ "/self-test";
		String key = "self-test-" + UUID.randomUUID();
		RunningService.Answer first = this.service.post(path, "", "Idempotency-Key", key);
		RunningService.Answer second = this.service.post(path, "", "Idempotency-Key", key);
		assertThat(first.status()).as(first.toString()).isEqualTo(200);
		assertThat(first.json().get("findings").size()).isZero();
		assertThat(second.json()).isEqualTo(first.json());
	}

	@Test
	void saysWhyNoFileCouldBeTried() throws Exception {
		JsonNode request = this.service.post("/api/v1/signing-requests", "{\"names\": [\"shop.test\"]}").json();
		byte[] der = Pem
			.read(new ForeignAuthority("Odd Root " + UUID.randomUUID()).answer(request.get("csr").asString()))
			.getFirst()
			.der();
		// The value of the critical keyUsage, a BIT STRING, becomes an OCTET STRING.
		der[new String(der, StandardCharsets.ISO_8859_1).indexOf("\u0003\u0002\u0007\u0080")] = 4;
		RunningService.Answer brought = this.service.put(
				"/api/v1/signing-requests/" + request.get("id").asString() + "/certificate",
				"{\"pem\": \"" + Pem.certificate(der).replace("\n", "\\n") + "\"}");
		assertThat(brought.status()).as(brought.toString()).isEqualTo(200);
		String path = "/api/v1/certificates/" + brought.json().get("id").asString();
		assertThat(this.service.get(path).json().at("/selfTest/findings/0/code").asString())
			.isEqualTo("self-test-broke-off");
		RunningService.Answer again = this.service.post(path + "/self-test", "");
		assertThat(again.status()).as(again.toString()).isEqualTo(200);
		assertThat(again.json().get("verdict").asString()).isEqualTo("failed");
		assertThat(again.json().at("/findings/0/code").asString()).isEqualTo("self-test-broke-off");
		for (String order : List.of("{\"format\": \"PEM\"}",
				"{\"format\": \"PKCS12\", \"password\": \"" + PASSWORD + "\"}")) {
			RunningService.Answer keystore = this.service.post(path + "/keystore", order);
			assertThat(keystore.status()).as(keystore.toString()).isEqualTo(409);
			assertThat(keystore.json().get("type").asString()).endsWith("self-test-failed");
			assertThat(keystore.json().at("/findings/0/code").asString()).isEqualTo("self-test-broke-off");
		}
	}

	@Test
	void neverHandsOutTheKeyOfACa() {
		List<UUID> ids = this.service.bean(JdbcClient.class)
			.sql("select id from certificate where kind <> 'END_ENTITY' and state = 'ISSUED'")
			.query(UUID.class)
			.list();
		assertThat(ids).hasSizeGreaterThan(1);
		for (UUID id : ids) {
			String path = "/api/v1/certificates/" + id;
			JsonNode shown = this.service.get(path).json();
			assertThat(shown.get("kind").asString()).isIn("root-ca", "issuing-ca", "ocsp-signer");
			assertThat(shown.get("keyHeld").asBoolean()).isFalse();
			assertThat(shown.get("selfTest").propertyNames()).doesNotContain("verify");
			for (String call : List.of("/keystore", "/self-test")) {
				RunningService.Answer answer = this.service.post(path + call, "{\"format\": \"PEM\"}");
				assertThat(answer.status()).as(answer.toString()).isEqualTo(409);
				assertThat(answer.text()).contains("never handed out");
			}
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "{\"format\": \"PKCS12\"} | /password | password-required",
			"{\"format\": \"JKS\", \"password\": \"short\"} | /password | password-too-short",
			"{\"format\": \"PEM\", \"password\": \"\"} | /password | password-too-short",
			"{\"format\": \"PKCS12\", \"password\": \"pässwörd€€\"} | /password | password-not-ascii",
			"{\"format\": \"PKCS12\", \"password\": \"12345678\", \"alias\": \"../x\"} | /alias | alias-malformed",
			"{\"format\": \"PEM\", \"encryption\": \"legacy\"} | /encryption | conflicting-fields",
			"{\"password\": \"12345678\"} | /format | required",
			"{\"format\": \"BCFKS\", \"password\": \"12345678\"} | /format | unknown-value" })
	void refusesWhatBreaksARuleAtItsField(String body, String field, String code) {
		RunningService.Answer answer = this.service.post(path(enroll("[\"shop.test\"]", "EC-P256")), body);
		assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
		assertThat(answer.json().at("/violations/0/field").asString()).isEqualTo(field);
		assertThat(answer.json().at("/violations/0/code").asString()).isEqualTo(code);
		assertThat(answer.text()).doesNotContain("pässwörd");
	}

	@Test
	void takesNoIdempotencyKey() {
		RunningService.Answer answer = this.service.post(path(enroll("[\"shop.test\"]", "EC-P256")),
				"{\"format\": \"PEM\"}", "Idempotency-Key", "once");
		assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
		assertThat(answer.json().get("type").asString()).endsWith("idempotency-key-not-allowed");
	}

	@ParameterizedTest
	@ValueSource(strings = { "keystore", "self-test" })
	void knowsNoCertificateThatIsNot(String call) {
		RunningService.Answer answer = this.service
			.post("/api/v1/certificates/01990000-0000-7000-8000-000000000001/" + call, "{\"format\": \"PEM\"}");
		assertThat(answer.status()).as(answer.toString()).isEqualTo(404);
	}

	@Test
	void saysWhereToGoWithoutTheKey() throws Exception {
		JsonNode certificate = this.service
			.post("/api/v1/certificates", "{\"csr\": \"" + Csrs.fresh("shop.test").replace("\n", "\\n") + "\"}")
			.json();
		for (String call : List.of("keystore", "self-test")) {
			RunningService.Answer answer = this.service
				.post("/api/v1/certificates/" + certificate.get("id").asString() + "/" + call, "{\"format\": \"PEM\"}");
			assertThat(answer.status()).as(answer.toString()).isEqualTo(409);
			assertThat(answer.json().get("type").asString()).endsWith("key-not-held");
			assertThat(answer.json().get("detail").asString()).contains("POST /api/v1/handshakes");
		}
	}

	@Test
	void letsReadersReadAllButKeys() {
		String id = enroll("[\"shop.test\"]", "EC-P256").get("id").asString();
		String token = this.service.post("/api/v1/tokens", "{\"name\": \"reader-of-keystores\", \"role\": \"reader\"}")
			.json()
			.get("token")
			.asString();
		RunningService.Answer answer = this.service.post("/api/v1/certificates/" + id + "/keystore",
				"{\"format\": \"PEM\"}", "Authorization", "Bearer " + token);
		assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
	}

	private JsonNode enroll(String names, String key) {
		RunningService.Answer answer = this.service.post("/api/v1/certificates",
				"{\"names\": " + names + ", \"key\": \"" + key + "\"}");
		assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
		return answer.json();
	}

	private RunningService.Answer keystore(JsonNode certificate, String format) {
		return this.service.post(path(certificate),
				"{\"format\": \"" + format + "\", \"password\": \"" + PASSWORD + "\"}");
	}

	private static String path(JsonNode certificate) {
		return "/api/v1/certificates/" + certificate.get("id").asString() + "/keystore";
	}

}
