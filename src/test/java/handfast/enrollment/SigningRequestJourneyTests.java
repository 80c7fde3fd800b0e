package handfast.enrollment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import handfast.ForeignAuthority;
import handfast.RunningService;
import handfast.RunningService.Answer;
import handfast.x509.Pem;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A key and its CSR for another CA, from the request to the erased key.
 */
class SigningRequestJourneyTests {

	private static final String PATH = "/api/v1/signing-requests";

	private final RunningService service = RunningService.shared();

	private final JsonMapper json = JsonMapper.builder().build();

	@Test
	void goesTheWholeWay() throws Exception {
		JsonNode request = make("shop.example.org", "www.shop.example.org");
		String path = PATH + "/" + request.get("id").asString();
		assertThat(request.get("status").asString()).isEqualTo("pending");
		assertThat(this.service.get(path).json()).isEqualTo(request);
		assertThat(this.service.get(PATH).json().get("items").findValuesAsString("id"))
			.contains(request.get("id").asString());
		String csr = this.service.get(path + "/csr").text();
		assertThat(csr).isEqualTo(request.get("csr").asString()).startsWith("-----BEGIN CERTIFICATE REQUEST-----");

		ForeignAuthority authority = new ForeignAuthority("Foreign Root " + UUID.randomUUID());
		String leaf = authority.answer(csr);
		Answer answer = put(path, Map.of("pem", leaf, "trust", authority.rootPem()));
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
		JsonNode certificate = answer.json();
		assertThat(certificate.get("authority").isNull()).isTrue();
		assertThat(certificate.get("profile").isNull()).isTrue();
		assertThat(certificate.get("issuer").asString()).contains("Foreign Root");
		assertThat(certificate.get("keyHeld").asBoolean()).isTrue();
		assertThat(certificate.get("names").findValuesAsString("value")).containsExactly("shop.example.org",
				"www.shop.example.org");
		assertThat(certificate.at("/selfTest/verdict").asString()).as(answer.toString()).startsWith("passed");
		assertThat(put(path, Map.of("pem", leaf, "trust", authority.rootPem())).json().get("id"))
			.isEqualTo(certificate.get("id"));
		assertThat(this.service.get(path).json().get("certificate")).isEqualTo(certificate.get("id"));

		String held = "/api/v1/certificates/" + certificate.get("id").asString();
		assertThat(this.service.post(held + "/self-test", "").json().get("verdict").asString()).startsWith("passed");
		Answer keystore = this.service.post(held + "/keystore",
				"{\"format\": \"PKCS12\", \"password\": \"change-me-please\"}");
		assertThat(keystore.status()).as(keystore.toString()).isEqualTo(200);
		assertThat(this.service.post(held + "/revocation", "{\"reason\": \"superseded\"}").status()).isEqualTo(409);

		assertThat(this.service.delete(path).status()).isEqualTo(204);
		assertThat(this.service.get(path).status()).isEqualTo(404);
		assertThat(this.service.delete(path).status()).isEqualTo(404);
		assertThat(this.service.get(held).json().get("keyHeld").asBoolean()).isFalse();
		assertThat(
				this.service.get("/api/v1/certificates?fingerprint=" + certificate.at("/fingerprint/sha256").asString())
					.json()
					.at("/items/0/keyHeld")
					.asBoolean())
			.isFalse();
		for (String call : List.of("/keystore", "/self-test")) {
			Answer refused = this.service.post(held + call, "{\"format\": \"PEM\"}");
			assertThat(refused.status()).as(refused.toString()).isEqualTo(409);
			assertThat(refused.json().get("type").asString()).isEqualTo("urn:handfast:problem:key-not-held");
		}
	}

	@Test
	void provesNothingUnderRootsThatNobodyBrought() throws Exception {
		JsonNode request = make("shop.example.org");
		String leaf = new ForeignAuthority("Unknown Root").answer(request.get("csr").asString());
		Answer answer = put(PATH + "/" + request.get("id").asString(), Map.of("pem", leaf));
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
		assertThat(answer.json().at("/selfTest/verdict").asString()).isEqualTo("failed");
		assertThat(answer.json().at("/selfTest/findings").findValuesAsString("code")).contains("incomplete-chain");
		assertThat(this.service.post("/api/v1/certificates/" + answer.json().get("id").asString() + "/self-test", "")
			.json()
			.get("findings")).isEqualTo(answer.json().at("/selfTest/findings"));
		Answer keystore = this.service.post("/api/v1/certificates/" + answer.json().get("id").asString() + "/keystore",
				"{\"format\": \"PEM\"}");
		assertThat(keystore.status()).as(keystore.toString()).isEqualTo(409);
		assertThat(keystore.json().get("type").asString()).isEqualTo("urn:handfast:problem:self-test-failed");
		Answer unproven = this.service.post("/api/v1/certificates/" + answer.json().get("id").asString() + "/keystore",
				"{\"format\": \"PEM\", \"unproven\": true}");
		assertThat(unproven.status()).as(unproven.toString()).isEqualTo(200);
		assertThat(unproven.header("Handfast-Verdict")).isEqualTo("failed");
	}

	@Test
	void takesNoCertificateForAnotherKey() throws Exception {
		JsonNode request = make("shop.example.org");
		String other = new ForeignAuthority("Root")
			.answer(ForeignAuthority.csr("shop.example.org", "shop.example.org"));
		String path = PATH + "/" + request.get("id").asString();
		Answer answer = put(path, Map.of("pem", other));
		assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
		assertThat(answer.json().at("/violations/0/code").asString()).isEqualTo("key-mismatch");
		for (String pem : List.of("", "x", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")) {
			assertThat(put(path, Map.of("pem", pem)).status()).isEqualTo(422);
		}
		assertThat(this.service.get(path).json().get("status").asString()).isEqualTo("pending");
	}

	@Test
	void takesAnchorsThatAreSentLater() throws Exception {
		JsonNode request = make("shop.example.org");
		ForeignAuthority authority = new ForeignAuthority("Late Root " + UUID.randomUUID());
		String leaf = authority.answer(request.get("csr").asString());
		String path = PATH + "/" + request.get("id").asString();
		assertThat(put(path, Map.of("pem", leaf)).json().at("/selfTest/verdict").asString()).isEqualTo("failed");
		Answer later = put(path, Map.of("pem", leaf, "trust", authority.rootPem()));
		assertThat(later.json().at("/selfTest/verdict").asString()).as(later.toString()).startsWith("passed");
		Answer again = put(path, Map.of("pem", leaf));
		assertThat(again.json().at("/selfTest/verdict").asString()).as(again.toString()).startsWith("passed");
		assertThat(audited("signing-request.trust", request)).isEqualTo(1);
	}

	@Test
	void auditsWhatWasDoneAlone() throws Exception {
		JsonNode request = make("shop.example.org");
		ForeignAuthority authority = new ForeignAuthority("Audited Root " + UUID.randomUUID());
		String leaf = authority.answer(request.get("csr").asString());
		List<Callable<Answer>> calls = java.util.Collections.nCopies(4,
				() -> put(PATH + "/" + request.get("id").asString(), Map.of("pem", leaf)));
		try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
			for (Future<Answer> answer : pool.invokeAll(calls)) {
				assertThat(answer.get().status()).as(answer.get().toString()).isIn(200, 409);
			}
		}
		assertThat(audited("signing-request.create", request)).isEqualTo(1);
		assertThat(audited("signing-request.complete", request)).isEqualTo(1);
	}

	@Test
	void saysThatARepeatedRequestWasDeleted() {
		String key = "deleted-" + UUID.randomUUID();
		String body = "{\"names\": [\"shop.example.org\"]}";
		String id = this.service.post(PATH, body, "Idempotency-Key", key).json().get("id").asString();
		assertThat(this.service.delete(PATH + "/" + id).status()).isEqualTo(204);
		Answer answer = this.service.post(PATH, body, "Idempotency-Key", key);
		assertThat(answer.status()).as(answer.toString()).isEqualTo(409);
		assertThat(answer.json().get("type").asString()).endsWith(":conflict");
		assertThat(answer.json().get("detail").asString()).contains("deleted", "new key");
	}

	@Test
	void spellsTheCommonNameAsTheNameIsKept() {
		Answer answer = this.service.post(PATH, "{\"names\": [\"bücher.test\"], \"subject\": \"CN=bücher.test\"}");
		assertThat(answer.json().get("subject").asString()).as(answer.toString()).isEqualTo("CN=xn--bcher-kva.test");
	}

	@Test
	void refusesACertificateWhoseTimeIsNone() throws Exception {
		JsonNode request = make("shop.example.org");
		byte[] der = Pem.read(new ForeignAuthority("Root").answer(request.get("csr").asString())).getFirst().der();
		// UTCTime, 13 octets: the first is notBefore.
		int time = new String(der, StandardCharsets.ISO_8859_1).indexOf("\u0017\r");
		der[time + 6] = 'x';
		Answer answer = put(PATH + "/" + request.get("id").asString(), Map.of("pem", Pem.certificate(der)));
		assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
		assertThat(answer.json().at("/violations/0/code").asString()).isEqualTo("malformed-certificate");
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, -5 })
	void keepsASerialAsItWasObserved(long serial) throws Exception {
		JsonNode request = make("shop.example.org");
		String leaf = new ForeignAuthority("Careless Root " + UUID.randomUUID()).answer(request.get("csr").asString(),
				BigInteger.valueOf(serial), new GeneralNames(new GeneralName(GeneralName.dNSName, "shop.example.org")));
		Answer answer = put(PATH + "/" + request.get("id").asString(), Map.of("pem", leaf));
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
		assertThat(answer.json().get("serialNumber").asString()).isEqualTo(HexFormat.of().toHexDigits((byte) serial));
		assertThat(answer.json().at("/selfTest/verdict").asString()).isEqualTo("failed");
	}

	@Test
	void keepsTwoHundredOfTheNamesObserved() throws Exception {
		JsonNode request = make("shop.example.org");
		GeneralName[] names = IntStream.range(0, 2000)
			.mapToObj((number) -> new GeneralName(GeneralName.dNSName, "\"".repeat(250) + number))
			.toArray(GeneralName[]::new);
		String leaf = new ForeignAuthority("Generous Root " + UUID.randomUUID()).answer(request.get("csr").asString(),
				BigInteger.TEN, new GeneralNames(names));
		Answer answer = put(PATH + "/" + request.get("id").asString(), Map.of("pem", leaf));
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
		assertThat(answer.json().get("names").size()).isEqualTo(200);
	}

	@Test
	void bringsInAnswersWithTheSameChainAtOnce() throws Exception {
		ForeignAuthority authority = new ForeignAuthority("Common Root " + UUID.randomUUID());
		String chain = authority.answer(ForeignAuthority.csr("issuing.test", "issuing.test"));
		List<Callable<Answer>> calls = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			JsonNode request = make("shop.example.org");
			String pem = authority.answer(request.get("csr").asString()) + chain;
			calls.add(() -> put(PATH + "/" + request.get("id").asString(), Map.of("pem", pem)));
		}
		try (ExecutorService pool = Executors.newFixedThreadPool(6)) {
			for (Future<Answer> answer : pool.invokeAll(calls)) {
				assertThat(answer.get().status()).as(answer.get().toString()).isEqualTo(200);
			}
		}
	}

	@Test
	void refusesMoreNamesThanItCanKeep() {
		List<String> names = IntStream.range(0, 100)
			.mapToObj((number) -> "spiffe://shop.test/" + "x".repeat(900) + number)
			.toList();
		for (String path : List.of(PATH, "/api/v1/certificates")) {
			Answer answer = this.service.post(path, this.json.writeValueAsString(Map.of("names", names)));
			assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
			assertThat(answer.json().at("/violations/0/field").asString()).isEqualTo("/names");
			assertThat(answer.json().at("/violations/0/code").asString()).isEqualTo("out-of-range");
		}
	}

	@Test
	void answersARepeatedRequestWithTheSame() {
		String key = "csr-" + UUID.randomUUID();
		Answer first = this.service.post(PATH, "{\"names\": [\"shop.example.org\"]}", "Idempotency-Key", key);
		Answer second = this.service.post(PATH, "{ \"names\": [\"shop.example.org\"] }", "Idempotency-Key", key);
		assertThat(first.status()).as(first.toString()).isEqualTo(201);
		assertThat(first.header("Location")).isEqualTo(PATH + "/" + first.json().get("id").asString());
		assertThat(second.json()).isEqualTo(first.json());
	}

	private long audited(String action, JsonNode request) throws IOException {
		try (Stream<Path> files = Files.walk(this.service.home().resolve("audit"))) {
			return files.filter(Files::isRegularFile)
				.flatMap((file) -> lines(file))
				.filter((line) -> line.contains("\"" + action + "\"") && line.contains(request.get("id").asString()))
				.count();
		}
	}

	private static Stream<String> lines(Path file) {
		try {
			return Files.readAllLines(file).stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private JsonNode make(String... names) {
		Answer answer = this.service.post(PATH, this.json.writeValueAsString(Map.of("names", List.of(names))));
		assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
		return answer.json();
	}

	private Answer put(String path, Map<String, String> body) {
		return this.service.put(path + "/certificate", this.json.writeValueAsString(body));
	}

}
