package handfast.enrollment;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import handfast.ForeignAuthority;
import handfast.RunningService;
import handfast.RunningService.Answer;
import handfast.x509.KeyAlgorithm;
import handfast.x509.Pem;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The main job over HTTP, to the letter of the contract.
 */
class EnrollmentJourneyTests {

	private static final String PATH = "/api/v1/certificates";

	private final RunningService service = RunningService.shared();

	private final JsonMapper json = JsonMapper.builder().build();

	@Test
	void answersWithEveryFieldOfTheContract() throws Exception {
		Answer answer = enroll(Map.of("names", List.of("shop.test", "www.shop.test", "10.1.2.3"), "profile",
				"web-server", "key", "EC-P256", "validity", "P90D", "subject", "CN=shop.test,O=Shop"));
		assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
		assertThat(answer.header("Content-Type")).startsWith("application/json");
		assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
		JsonNode made = answer.json();
		assertThat(answer.header("Location")).isEqualTo(PATH + "/" + made.get("id").asString());
		assertThat(made.propertyNames()).contains("id", "serialNumber", "status", "owner", "profile", "names",
				"subject", "issuer", "authority", "notBefore", "notAfter", "fingerprint", "keyAlgorithm", "keyHeld",
				"lineage", "predecessor", "successor", "revocation", "renewal", "kind", "profileVersion", "contacts",
				"certificate", "chain", "warnings", "selfTest");
		assertThat(UUID.fromString(made.get("id").asString()).version()).isEqualTo(7);
		assertThat(made.get("serialNumber").asString()).matches("[0-9a-f]{32}");
		assertThat(made.get("status").asString()).isEqualTo("active");
		assertThat(made.get("profile").asString()).isEqualTo("web-server");
		assertThat(made.get("profileVersion").asString()).matches("[0-9a-f]{12}");
		assertThat(made.get("kind").asString()).isEqualTo("end-entity");
		assertThat(made.at("/selfTest/findings").size()).isZero();
		assertThat(made.get("names").toString()).isEqualTo("[{\"type\":\"dns\",\"value\":\"shop.test\"},"
				+ "{\"type\":\"dns\",\"value\":\"www.shop.test\"},{\"type\":\"ip\",\"value\":\"10.1.2.3\"}]");
		assertThat(made.get("subject").asString()).isEqualTo("CN=shop.test,O=Shop");
		assertThat(made.get("issuer").asString()).contains("CN=Handfast");
		assertThat(made.get("keyAlgorithm").asString()).isEqualTo("EC-P256");
		assertThat(made.get("keyHeld").asBoolean()).isTrue();
		assertThat(made.get("lineage").asString()).isEqualTo(made.get("id").asString());
		for (String empty : List.of("predecessor", "successor", "revocation")) {
			assertThat(made.get(empty).isNull()).as(empty).isTrue();
		}
		assertThat(made.at("/renewal/auto").asBoolean()).isFalse();
		assertThat(Instant.parse(made.at("/renewal/from").asString()))
			.isBefore(Instant.parse(made.at("/renewal/until").asString()));
		assertThat(made.get("contacts").size()).isZero();
		assertThat(made.get("warnings").size()).isZero();
		assertThat(Pem.read(made.get("certificate").asString())).hasSize(1);
		assertThat(Pem.read(made.get("chain").asString())).hasSize(2);
		X509Certificate certificate = parse(made);
		assertThat(certificate.getNotBefore().toInstant()).isEqualTo(Instant.parse(made.get("notBefore").asString()));
		assertThat(certificate.getNotAfter().toInstant()).isEqualTo(Instant.parse(made.get("notAfter").asString()));
		assertThat(handfast.x509.Fingerprint.of(certificate.getEncoded()).hex())
			.isEqualTo(made.at("/fingerprint/sha256").asString());
		assertThat(this.service.get("/api/v1/authorities/" + made.get("authority").asString()).status()).isEqualTo(200);
	}

	@Test
	void provesEachNameInEachVersion() {
		JsonNode selfTest = issued(Map.of("names", List.of("shop.test", "*.shop.test", "10.1.2.3"))).get("selfTest");
		assertThat(selfTest.get("verdict").asString()).isEqualTo("passed");
		assertThat(this.service.get(selfTest.get("report").asString()).status()).isEqualTo(200);
		assertThat(selfTest.get("handshakes").findValuesAsString("protocol")).contains("TLSv1.3", "TLSv1.2");
		assertThat(selfTest.get("handshakes").findValuesAsString("serverName")).contains("shop.test",
				"selftest.shop.test");
		assertThat(selfTest.get("handshakes").findValuesAsString("verdict")).containsOnly("passed");
		JsonNode first = selfTest.at("/handshakes/0");
		assertThat(first.propertyNames()).contains("protocol", "cipherSuite", "serverName", "verdict");
		assertThat(first.get("cipherSuite").asString()).startsWith("TLS_");
	}

	@ParameterizedTest
	@EnumSource(KeyAlgorithm.class)
	void makesAKeyOfEachAlgorithm(KeyAlgorithm algorithm) throws Exception {
		JsonNode made = issued(Map.of("names", List.of("shop.test"), "key", algorithm.label()));
		assertThat(made.get("keyAlgorithm").asString()).isEqualTo(algorithm.label());
		assertThat(made.at("/selfTest/verdict").asString()).isEqualTo("passed");
		Map<String, String> verdicts = new java.util.HashMap<>();
		made.at("/selfTest/handshakes")
			.forEach((line) -> verdicts.putIfAbsent(line.get("protocol").asString(), line.get("verdict").asString()));
		assertThat(verdicts).containsEntry("TLSv1.3", "passed")
			.containsEntry("TLSv1.2", algorithm.label().startsWith("ML-DSA") ? "not-applicable" : "passed");
	}

	@Test
	void knowsTheElevenAlgorithmsOfTheContract() {
		assertThat(KeyAlgorithm.values()).extracting(KeyAlgorithm::label)
			.containsExactlyInAnyOrder("EC-P256", "EC-P384", "EC-P521", "RSA-2048", "RSA-3072", "RSA-4096", "Ed25519",
					"Ed448", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87");
	}

	@Test
	void takesDefaultsForAllButNames() {
		JsonNode made = issued(Map.of("names", List.of("shop.test")));
		assertThat(made.get("profile").asString()).isEqualTo("web-server");
		assertThat(made.get("keyAlgorithm").asString()).isEqualTo("EC-P256");
		assertThat(made.get("subject").asString()).isEqualTo("CN=shop.test");
		assertThat(lifetime(made)).isEqualTo(Duration.ofDays(90).minusSeconds(1));
		assertThat(Duration.between(Instant.parse(made.get("notBefore").asString()), Instant.now()))
			.isBetween(Duration.ofMinutes(5), Duration.ofMinutes(6));
	}

	@ParameterizedTest
	@CsvSource({ "P90D, 7776000", "P12W, 7257600", "PT36H, 129600", "P397D, 34300800" })
	void keepsValidityToTheSecond(String validity, long seconds) {
		assertThat(lifetime(issued(Map.of("names", List.of("shop.test"), "validity", validity))))
			.isEqualTo(Duration.ofSeconds(seconds - 1));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "P3M | duration-malformed | P90D", "P1Y | duration-malformed | P365D",
					"P398D | validity-too-long | P397D", "90 days | duration-malformed | P90D",
					"PT0H | validity-too-short | PT1H", "P99999W | validity-too-long | P397D" })
	void saysWhichValidityWouldDo(String validity, String code, String instead) {
		Answer answer = enroll(Map.of("names", List.of("shop.test"), "validity", validity));
		assertRefused(answer, "/validity", code);
		assertThat(answer.json().at("/violations/0/message").asString()).contains(instead);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "web-server | 1.3.6.1.5.5.7.3.1 | shop.test", "client | 1.3.6.1.5.5.7.3.2 | ops@shop.test",
					"client | 1.3.6.1.5.5.7.3.2 | spiffe://shop.test/web",
					"peer | 1.3.6.1.5.5.7.3.1 1.3.6.1.5.5.7.3.2 | node.test" })
	void issuesWhatEachProfileIsFor(String profile, String purposes, String name) throws Exception {
		JsonNode made = issued(Map.of("names", List.of(name), "profile", profile));
		assertThat(parse(made).getExtendedKeyUsage()).containsExactlyInAnyOrder(purposes.split(" "));
		assertThat(made.at("/selfTest/verdict").asString()).isEqualTo("passed");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "SHOP.Test | dns | shop.test", "bücher.test | dns | xn--bcher-kva.test",
			"xn--bcher-kva.test | dns | xn--bcher-kva.test", "*.shop.test | dns | *.shop.test",
			"10.1.2.3 | ip | 10.1.2.3", "fd00:0:0::1 | ip | fd00::1", "::1 | ip | ::1", "localhost | dns | localhost" })
	void storesNamesInOneForm(String written, String type, String stored) {
		JsonNode made = issued(Map.of("names", List.of(written)));
		assertThat(made.get("names").toString())
			.isEqualTo("[{\"type\":\"" + type + "\",\"value\":\"" + stored + "\"}]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "shop..test", "shop.test.", "-shop.test", "shop .test", "shop.test\u0000.evil.test",
			"a.*.test", "*", "*.test", "*.co.uk", "169.254.1.1", "::ffff:10.1.2.3", "0.0.0.0", "224.0.0.1", "1.2.3",
			"http://", "", "pаypal.test", "shop.test/..", "$(id).test" })
	void refusesNamesThatAreNoneAtTheirPlace(String name) {
		Answer answer = enroll(Map.of("names", List.of("ok.test", name)));
		assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
		assertThat(answer.json().at("/violations/0/field").asString()).isEqualTo("/names/1");
	}

	@Test
	void leavesTheSubjectEmptyWhereNoNameFits() throws Exception {
		String label = "a".repeat(60);
		for (String name : List.of(label + "." + label + ".test", "10.1.2.3")) {
			JsonNode made = issued(Map.of("names", List.of(name)));
			assertThat(made.get("subject").asString()).isEmpty();
			assertThat(parse(made).getCriticalExtensionOIDs()).contains("2.5.29.17");
		}
		JsonNode second = issued(Map.of("names", List.of(label + "." + label + ".test", "shop.test")));
		assertThat(second.get("subject").asString()).isEqualTo("CN=shop.test");
		assertThat(parse(second).getCriticalExtensionOIDs()).doesNotContain("2.5.29.17");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "{\"names\":[\"shop.test\"],\"profile\":\"mail\"} | /profile | profile-unknown",
					"{} | /names | names-missing", "{\"names\":[]} | /names | names-missing",
					"{\"names\":[\"shop.test\",\"shop.test\"]} | /names/1 | name-duplicate",
					"{\"names\":[\"ops@shop.test\"]} | /names/0 | name-kind-not-allowed",
					"{\"names\":[\"shop.test\"],\"key\":\"RSA-1024\"} | /key | unknown-value",
					"{\"names\":[\"shop.test\"],\"subject\":\"CN=other.test\"} | /subject | subject-cn-not-a-name",
					"{\"names\":[\"shop.test\"],\"subject\":\"shop\"} | /subject | subject-malformed",
					"{\"names\":[\"shop.test\"],\"subject\":\"CN=shop.test,C=D1\"} | /subject | "
							+ "subject-country-malformed" })
	void refusesWhatARuleForbidsAtItsField(String body, String field, String code) {
		assertRefused(this.service.post(PATH, body), field, code);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "{\"names\":[\"shop.test\"],\"days\":1} | unknown-field",
					"{\"names\":[\"a.test\"],\"names\":[\"b.test\"]} | ''", "{\"names\": | ''", "[] | ''", "null | ''",
					"{\"names\":\"shop.test\"} | ''" })
	void refusesFieldsItDoesNotKnow(String body, String code) {
		Answer answer = this.service.post(PATH, body);
		assertThat(answer.status()).as(answer.toString()).isIn(400, 422);
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		assertThat(answer.text()).contains(code);
	}

	@Test
	void holdsTheCallThatPermitsARefusedName() throws Exception {
		String name = "shop-" + UUID.randomUUID() + ".example.com";
		Answer refused = enroll(Map.of("names", List.of(name)));
		assertRefused(refused, "/names/0", "name-not-permitted");
		assertThat(refused.json().get("type").asString()).isEqualTo("urn:handfast:problem:name-not-permitted");
		String message = refused.json().at("/violations/0/message").asString();
		String call = message.substring(message.indexOf("curl "));
		Process process = new ProcessBuilder("bash", "-c", call + " --fail -sS").redirectErrorStream(true).start();
		String printed = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor()).as(call + "\n" + printed).isZero();
		assertThat(enroll(Map.of("names", List.of(name))).status()).isEqualTo(201);
	}

	@Test
	void signsForAKeyThatItNeverSees() throws Exception {
		JsonNode made = issued(Map.of("csr", ForeignAuthority.csr("own.test", "own.test", "www.own.test")));
		assertThat(made.get("names").findValuesAsString("value")).containsExactlyInAnyOrder("own.test", "www.own.test");
		assertThat(made.get("keyHeld").asBoolean()).isFalse();
		assertThat(made.at("/selfTest/verdict").asString()).isEqualTo("not-run");
		assertThat(made.at("/selfTest/verify").asString()).contains("POST /api/v1/handshakes");
		Answer keystore = this.service.post(PATH + "/" + made.get("id").asString() + "/keystore",
				"{\"format\":\"PEM\"}");
		assertThat(keystore.status()).as(keystore.toString()).isEqualTo(409);
	}

	@Test
	void neverHandsOutAKeyForTheCsrOfAnotherOwner() {
		String owner = requester();
		String stranger = requester();
		String csr = this.service
			.post("/api/v1/signing-requests", "{\"names\": [\"vault.test\"]}", "Authorization", owner)
			.json()
			.get("csr")
			.asString();
		String body = this.json.writeValueAsString(Map.of("csr", csr));
		Answer stolen = this.service.post(PATH, body, "Authorization", stranger);
		assertThat(stolen.status()).as(stolen.toString()).isEqualTo(201);
		assertThat(stolen.json().get("keyHeld").asBoolean()).isFalse();
		Answer keystore = this.service.post(PATH + "/" + stolen.json().get("id").asString() + "/keystore",
				"{\"format\":\"PEM\"}", "Authorization", stranger);
		assertThat(keystore.status()).as(keystore.toString()).isEqualTo(409);
		for (String entitled : List.of(owner, "Bearer " + this.service.adminToken())) {
			Answer own = this.service.post(PATH, body, "Authorization", entitled);
			assertThat(own.json().get("keyHeld").asBoolean()).as(own.toString()).isTrue();
		}
	}

	@Test
	void takesNamesForACsrWithoutASan() throws Exception {
		JsonNode made = issued(
				Map.of("csr", ForeignAuthority.csr("own.test"), "names", List.of("own.test", "10.1.2.3")));
		assertThat(made.get("names").findValuesAsString("value")).containsExactly("own.test", "10.1.2.3");
	}

	@ParameterizedTest
	@CsvSource({ "bücher.test, bücher.test, xn--bcher-kva.test", "bücher.test, BÜCHER.test, xn--bcher-kva.test",
			"shop.test, Shop.test, shop.test" })
	void spellsTheCommonNameAsTheNameIsKept(String name, String commonName, String kept) throws Exception {
		JsonNode made = issued(Map.of("names", List.of(name), "subject", "CN=" + commonName + ",O=Shop"));
		assertThat(made.get("subject").asString()).isEqualTo("CN=" + kept + ",O=Shop");
		assertThat(parse(made).getSubjectX500Principal().getName()).contains("CN=" + kept);
	}

	@Test
	void spellsTheCommonNameOfACsrAsTheNameIsKept() throws Exception {
		JsonNode made = issued(Map.of("csr", ForeignAuthority.csr("Own.test", "own.test")));
		assertThat(made.get("subject").asString()).isEqualTo("CN=own.test");
	}

	@Test
	void refusesAPurposeThatTheProfileDoesNotGive() throws Exception {
		Answer answer = enroll(Map.of("csr", ForeignAuthority.csrAsking(Extension.extendedKeyUsage,
				new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth), "EC", "own.test")));
		assertRefused(answer, "/csr", "csr-extension-refused");
		assertThat(answer.text()).contains("1.3.6.1.5.5.7.3.2", "web-server");
		assertThat(enroll(Map.of("csr",
				ForeignAuthority.csrAsking(Extension.extendedKeyUsage,
						new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth), "EC", "own.test"),
				"profile", "peer"))
			.status()).isEqualTo(201);
	}

	@Test
	void refusesAKeyUsageThatTheProfileDoesNotGive() throws Exception {
		Answer answer = enroll(Map.of("csr", ForeignAuthority.csrAsking(Extension.keyUsage,
				new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment), "RSA", "own.test")));
		assertRefused(answer, "/csr", "csr-extension-refused");
		assertThat(answer.text()).contains("keyUsage = critical,digitalSignature");
		assertThat(enroll(Map.of("csr", ForeignAuthority.csrAsking(Extension.keyUsage,
				new KeyUsage(KeyUsage.digitalSignature), "RSA", "own.test")))
			.status()).isEqualTo(201);
	}

	@Test
	void answersWithTheSubjectInTheWordsItWasAskedIn() {
		String subject = "CN=Operations,serialNumber=12-3,emailAddress=ops@shop.test";
		JsonNode made = issued(Map.of("names", List.of("ops@shop.test"), "profile", "client", "subject", subject));
		assertThat(made.get("subject").asString()).isEqualTo(subject);
		assertThat(this.service.get(made.at("/selfTest/report").asString())
			.json()
			.at("/certificates/0/subject")
			.asString()).isEqualTo(subject);
	}

	@Test
	void pointsAtTheCsrForWhatCameInIt() throws Exception {
		Answer alone = enroll(Map.of("csr", ForeignAuthority.csr("other.test", "shop.example.net")));
		assertRefused(alone, "/csr", "name-not-permitted");
		assertRefused(alone, "/csr", "subject-cn-not-a-name");
		assertThat(alone.json().get("violations").findValuesAsString("field")).containsOnly("/csr");
		Answer both = enroll(Map.of("csr", ForeignAuthority.csr("shop.example.net", "own.test", "shop.example.net"),
				"names", List.of("shop.example.net", "own.test")));
		assertRefused(both, "/names/0", "name-not-permitted");
	}

	@Test
	void neverMakesANameOfACommonNameAlone() throws Exception {
		Answer answer = enroll(Map.of("csr", ForeignAuthority.csr("own.test")));
		assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
		assertThat(answer.text()).contains("names-missing");
	}

	@Test
	void wantsTheSameNamesInCsrAndRequest() throws Exception {
		String csr = ForeignAuthority.csr("own.test", "own.test", "old.test");
		assertThat(issued(Map.of("csr", csr, "names", List.of("old.test", "own.test"))).get("keyHeld").asBoolean())
			.isFalse();
		Answer answer = enroll(Map.of("csr", csr, "names", List.of("own.test", "new.test")));
		assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
		assertThat(answer.json().get("type").asString()).isEqualTo("urn:handfast:problem:csr-names-differ");
		assertThat(answer.text()).contains("new.test", "old.test");
	}

	@Test
	void takesAKeyOrACsr() throws Exception {
		assertRefused(enroll(Map.of("csr", ForeignAuthority.csr(null, "own.test"), "key", "EC-P256")), "/key",
				"key-and-csr");
	}

	@Test
	void answersARepeatedRequestWithTheSameCertificate() {
		String key = "order-" + UUID.randomUUID();
		Answer first = this.service.post(PATH, "{\"names\": [\"shop.test\"], \"validity\": \"P10D\"}",
				"Idempotency-Key", key);
		Answer second = this.service.post(PATH, "{ \"validity\":\"P10D\",\"names\":[\"shop.test\"] }",
				"Idempotency-Key", key);
		assertThat(first.status()).as(first.toString()).isEqualTo(201);
		assertThat(second.status()).as(second.toString()).isEqualTo(201);
		assertThat(second.json()).isEqualTo(first.json());
		assertThat(second.header("Location")).isEqualTo(first.header("Location"));
		Answer other = this.service.post(PATH, "{\"names\": [\"other.test\"]}", "Idempotency-Key", key);
		assertThat(other.status()).isEqualTo(422);
		assertThat(other.json().get("type").asString()).isEqualTo("urn:handfast:problem:idempotency-key-reused");
	}

	@Test
	void provesForARepeatWhatTheFirstRequestCouldNot() {
		String key = "cut-off-" + UUID.randomUUID();
		String body = "{\"names\": [\"shop.test\"]}";
		JsonNode first = this.service.post(PATH, body, "Idempotency-Key", key).json();
		JdbcClient database = this.service.bean(JdbcClient.class);
		UUID id = UUID.fromString(first.get("id").asString());
		database.sql("update certificate set proof_verdict = null, proof_report = null where id = ?")
			.param(id)
			.update();
		Answer early = this.service.post(PATH, body, "Idempotency-Key", key);
		assertThat(early.status()).as(early.toString()).isEqualTo(409);
		assertThat(early.json().get("type").asString()).endsWith(":request-in-progress");
		database.sql("update certificate set reserved_at = reserved_at - interval '2' minute where id = ?")
			.param(id)
			.update();
		Answer late = this.service.post(PATH, body, "Idempotency-Key", key);
		assertThat(late.status()).as(late.toString()).isEqualTo(201);
		assertThat(late.json().get("id")).isEqualTo(first.get("id"));
		assertThat(late.json().at("/selfTest/verdict").asString()).isEqualTo("passed");
	}

	@Test
	void remembersNoRefusal() {
		String key = "refused-" + UUID.randomUUID();
		assertThat(this.service.post(PATH, "{\"names\": [\"shop.invalid.\"]}", "Idempotency-Key", key).status())
			.isEqualTo(422);
		assertThat(this.service.post(PATH, "{\"names\": [\"shop.test\"]}", "Idempotency-Key", key).status())
			.isEqualTo(201);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\tb", "{256}", "{empty}" })
	void refusesIdempotencyKeysThatAreNone(String written) {
		String key = written.equals("{256}") ? "k".repeat(256) : written.equals("{empty}") ? "" : written;
		Answer answer = this.service.post(PATH, "{\"names\": [\"shop.test\"]}", "Idempotency-Key", key);
		assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
		assertThat(answer.json().get("type").asString()).isEqualTo("urn:handfast:problem:idempotency-key-malformed");
	}

	@Test
	void signsOnceForRequestsAtTheSameTime() throws Exception {
		String key = "race-" + UUID.randomUUID();
		String body = "{\"names\": [\"race-" + UUID.randomUUID() + ".test\"]}";
		CountDownLatch go = new CountDownLatch(1);
		List<Future<Answer>> answers = new ArrayList<>();
		try (ExecutorService pool = Executors.newFixedThreadPool(6)) {
			IntStream.range(0, 6).forEach((i) -> answers.add(pool.submit(() -> {
				go.await();
				return this.service.post(PATH, body, "Idempotency-Key", key);
			})));
			go.countDown();
		}
		Set<String> ids = new java.util.HashSet<>();
		for (Future<Answer> each : answers) {
			Answer answer = each.get();
			assertThat(answer.status()).as(answer.toString()).isIn(201, 409);
			if (answer.status() == 201) {
				ids.add(answer.json().get("id").asString());
			}
			else {
				assertThat(answer.json().get("type").asString()).endsWith(":request-in-progress");
			}
		}
		assertThat(ids).hasSize(1);
		String name = this.json.readTree(body).at("/names/0").asString();
		assertThat(this.service.get(PATH + "?name=" + name).json().get("items").size()).isEqualTo(1);
	}

	@Test
	void refusesAKeyOnCallsThatReturnASecret() {
		String id = issued(Map.of("names", List.of("shop.test"))).get("id").asString();
		for (String call : List.of(PATH + "/" + id + "/keystore", "/api/v1/tokens")) {
			Answer answer = this.service.post(call, "{}", "Idempotency-Key", "k");
			assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
			assertThat(answer.json().get("type").asString())
				.isEqualTo("urn:handfast:problem:idempotency-key-not-allowed");
		}
	}

	private String requester() {
		return "Bearer " + this.service
			.post("/api/v1/tokens", "{\"name\": \"requester-" + UUID.randomUUID() + "\", \"role\": \"requester\"}")
			.json()
			.get("token")
			.asString();
	}

	private Answer enroll(Map<String, ?> body) {
		return this.service.post(PATH, this.json.writeValueAsString(body));
	}

	private JsonNode issued(Map<String, ?> body) {
		Answer answer = enroll(body);
		assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
		return answer.json();
	}

	private static void assertRefused(Answer answer, String field, String code) {
		assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		JsonNode problem = answer.json();
		assertThat(problem.propertyNames()).contains("type", "title", "status", "detail", "violations");
		Set<String> found = problem.get("violations")
			.valueStream()
			.map((violation) -> violation.get("field").asString() + " " + violation.get("code").asString())
			.collect(Collectors.toSet());
		assertThat(found).contains(field + " " + code);
	}

	private static Duration lifetime(JsonNode made) {
		return Duration.between(Instant.parse(made.get("notBefore").asString()),
				Instant.parse(made.get("notAfter").asString()));
	}

	private static X509Certificate parse(JsonNode made) throws Exception {
		return (X509Certificate) CertificateFactory.getInstance("X.509")
			.generateCertificate(new ByteArrayInputStream(made.get("certificate").asString().getBytes()));
	}

}
