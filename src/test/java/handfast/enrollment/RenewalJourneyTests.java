package handfast.enrollment;

import java.io.IOException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import handfast.RunningService;
import handfast.RunningService.Answer;
import handfast.certificate.Certificates;
import handfast.x509.Pem;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Successors over HTTP.
 */
class RenewalJourneyTests {

	private static final String PATH = "/api/v1/certificates";

	private final RunningService service = RunningService.shared();

	@Test
	void renewsForTheSameKeyAndLinksBoth() {
		JsonNode old = enroll("{\"names\": [\"www.renew.test\", \"10.1.2.3\"], \"validity\": \"P30D\"}");
		Answer answer = renew(old, "{}");
		assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
		JsonNode made = answer.json();
		assertThat(answer.header("Location")).isEqualTo(PATH + "/" + made.get("id").asString());
		assertThat(made.get("predecessor")).isEqualTo(old.get("id"));
		assertThat(made.get("lineage")).isEqualTo(old.get("lineage"));
		assertThat(made.get("names")).isEqualTo(old.get("names"));
		assertThat(made.get("subject")).isEqualTo(old.get("subject"));
		assertThat(publicKey(made)).isEqualTo(publicKey(old));
		assertThat(life(made)).isEqualTo(life(old));
		assertThat(made.at("/selfTest/verdict").asString()).isEqualTo("passed");
		JsonNode now = find(old);
		assertThat(now.get("status").asString()).isEqualTo("superseded");
		assertThat(now.get("successor")).isEqualTo(made.get("id"));
		assertThat(now.get("history").findValuesAsString("certificate")).contains(made.get("id").asString());
	}

	@Test
	void renewsForANewKeyOnceHoweverOftenItIsAsked() throws Exception {
		JsonNode old = enroll("{\"names\": [\"rekey.test\"]}");
		List<Callable<Answer>> calls = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			calls.add(() -> renew(old, "{\"rekey\": true}"));
		}
		Set<String> ids = new HashSet<>();
		int made = 0;
		try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
			for (Future<Answer> future : threads.invokeAll(calls)) {
				Answer answer = future.get();
				assertThat(answer.status()).as(answer.toString()).isIn(200, 201);
				made += (answer.status() == 201) ? 1 : 0;
				ids.add(answer.json().get("id").asString());
				assertThat(publicKey(answer.json())).isNotEqualTo(publicKey(old));
			}
		}
		assertThat(made).isOne();
		assertThat(ids).hasSize(1);
	}

	@Test
	void answersTheSameCsrWithTheSameCertificateAndReplacesOneThatWasNeverServed() throws Exception {
		JsonNode old = enroll(csr("host.test"));
		String again = csr("host.test");
		Answer made = renew(old, again);
		assertThat(made.status()).as(made.toString()).isEqualTo(201);
		Answer same = renew(old, again);
		assertThat(same.status()).isEqualTo(200);
		assertThat(same.json().get("id")).isEqualTo(made.json().get("id"));
		Answer other = renew(old, csr("host.test"));
		assertThat(other.status()).as(other.toString()).isEqualTo(201);
		assertThat(find(made.json()).at("/revocation/reason").asString()).isEqualTo("superseded");
		assertThat(find(old).get("successor")).isEqualTo(other.json().get("id"));
	}

	@Test
	void keepsASuccessorThatASiteWasSeenToServe() throws Exception {
		JsonNode old = enroll(csr("served.test"));
		JsonNode made = renew(old, csr("served.test")).json();
		certificates().markServed(id(made), Instant.now());
		Answer other = renew(old, csr("served.test"));
		assertThat(other.status()).isEqualTo(200);
		assertThat(other.json().get("id")).isEqualTo(made.get("id"));
	}

	@Test
	void remembersWhatASiteServesInAHandshakeThatPassed() {
		// Of those for localhost, the door serves one.
		int served = 0;
		JsonNode other = enroll("{\"names\": [\"localhost\"]}");
		for (JsonNode one : this.service.get(PATH + "?name=localhost&status=active&limit=200").json().get("items")) {
			boolean matched = handshake(one).at("/expected/matched").asBoolean();
			assertThat(certificates().wasServed(id(one))).as(one.toString()).isEqualTo(matched);
			served += matched ? 1 : 0;
		}
		assertThat(served).isOne();
		assertThat(certificates().wasServed(id(other))).isFalse();
	}

	@Test
	void renewsAKeyThatIsNotHereForTheSameKeyButMakesNone() throws Exception {
		JsonNode old = enroll(csr("away.test"));
		Answer refused = renew(old, "{\"rekey\": true}");
		assertThat(refused.status()).as(refused.toString()).isEqualTo(409);
		assertThat(refused.json().get("type").asString()).endsWith(":key-not-held");
		Answer made = renew(old, "{}");
		assertThat(made.status()).as(made.toString()).isEqualTo(201);
		assertThat(publicKey(made.json())).isEqualTo(publicKey(old));
		assertThat(made.json().get("keyHeld").asBoolean()).isFalse();
	}

	@Test
	void refusesWhatCanNotBeRenewed() throws Exception {
		JsonNode old = enroll("{\"names\": [\"not.test\"]}");
		Answer names = renew(old, csr("other.test"));
		assertThat(names.status()).as(names.toString()).isEqualTo(422);
		assertThat(names.json().get("type").asString()).endsWith(":csr-names-differ");
		assertThat(names.json().at("/violations/0/field").asString()).isEqualTo("/csr");
		assertThat(renew(old, "{\"rekey\": true, \"csr\": \"x\"}").status()).isEqualTo(422);
		assertThat(renew(old, "{\"csr\": \"x\"}").status()).isEqualTo(422);
		String revocation = PATH + "/" + old.get("id").asString() + "/revocation";
		this.service.post(revocation, "{\"reason\": \"certificateHold\"}");
		assertThat(renew(old, "{}").json().get("detail").asString()).contains("hold");
		this.service.post(revocation, "{\"reason\": \"superseded\"}");
		assertThat(renew(old, "{}").status()).isEqualTo(409);
	}

	@Test
	void givesTheSuccessorToTheOwner() {
		String token = "Bearer "
				+ this.service.post("/api/v1/tokens", "{\"name\": \"renewal\", \"role\": \"requester\"}")
					.json()
					.get("token")
					.asString();
		JsonNode own = this.service.post(PATH, "{\"names\": [\"owned.test\"]}", "Authorization", token).json();
		JsonNode made = renew(own, "{\"rekey\": true}").json();
		assertThat(made.get("owner")).isEqualTo(own.get("owner"));
		assertThat(this.service.get(PATH + "/" + made.get("id").asString(), "Authorization", token).status())
			.isEqualTo(200);
		String others = enroll("{\"names\": [\"others.test\"]}").get("id").asString();
		assertThat(this.service.post(PATH + "/" + others + "/renewal", "{}", "Authorization", token).status())
			.isEqualTo(404);
	}

	@Test
	void answersARepeatedKeyWithTheSameSuccessor() {
		JsonNode old = enroll("{\"names\": [\"again.test\"]}");
		String key = UUID.randomUUID().toString();
		String path = PATH + "/" + old.get("id").asString() + "/renewal";
		Answer made = this.service.post(path, "{\"rekey\": true}", "Idempotency-Key", key);
		assertThat(made.status()).as(made.toString()).isEqualTo(201);
		Answer again = this.service.post(path, "{\"rekey\": true}", "Idempotency-Key", key);
		assertThat(again.json().get("id")).isEqualTo(made.json().get("id"));
		assertThat(this.service.post(path, "{}", "Idempotency-Key", key).status()).isEqualTo(422);
	}

	@Test
	void spreadsTheWindows() {
		Set<Instant> begins = new HashSet<>();
		for (int i = 0; i < 30; i++) {
			JsonNode made = enroll("{\"names\": [\"spread.test\"], \"validity\": \"P90D\"}");
			Instant begin = Instant.parse(made.at("/renewal/from").asString());
			Instant end = Instant.parse(made.get("notAfter").asString());
			assertThat(Duration.between(begin, end)).isBetween(Duration.ofDays(22), Duration.ofDays(30));
			begins.add(begin);
		}
		assertThat(begins).hasSizeGreaterThan(25);
	}

	private Answer renew(JsonNode old, String body) {
		return this.service.post(PATH + "/" + old.get("id").asString() + "/renewal", body);
	}

	private JsonNode enroll(String body) {
		Answer answer = this.service.post(PATH, body);
		assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
		return answer.json();
	}

	private JsonNode find(JsonNode certificate) {
		return this.service.get(PATH + "/" + certificate.get("id").asString()).json();
	}

	private JsonNode handshake(JsonNode expected) {
		return this.service
			.post("/api/v1/handshakes",
					"{\"target\": \"localhost:" + this.service.httpsPort() + "\", \"expect\": {\"certificate\": \""
							+ expected.get("id").asString() + "\"}}")
			.json();
	}

	private Certificates certificates() {
		return this.service.bean(Certificates.class);
	}

	private static UUID id(JsonNode certificate) {
		return UUID.fromString(certificate.get("id").asString());
	}

	private static Duration life(JsonNode certificate) {
		return Duration.between(Instant.parse(certificate.get("notBefore").asString()),
				Instant.parse(certificate.get("notAfter").asString()));
	}

	private static SubjectPublicKeyInfo publicKey(JsonNode certificate) {
		try {
			return new X509CertificateHolder(Pem.read(certificate.get("certificate").asString()).getFirst().der())
				.getSubjectPublicKeyInfo();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A body with a CSR for a new key.
	 */
	private static String csr(String name) throws Exception {
		KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
		generator.initialize(256);
		KeyPair key = generator.generateKeyPair();
		ExtensionsGenerator extensions = new ExtensionsGenerator();
		extensions.addExtension(Extension.subjectAlternativeName, false,
				new GeneralNames(new GeneralName(GeneralName.dNSName, name)));
		PKCS10CertificationRequestBuilder builder = new JcaPKCS10CertificationRequestBuilder(new X500Name(""),
				key.getPublic());
		builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
		String pem = Pem.write("CERTIFICATE REQUEST",
				builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())).getEncoded());
		return "{\"csr\": " + JsonMapper.shared().writeValueAsString(pem) + "}";
	}

}
