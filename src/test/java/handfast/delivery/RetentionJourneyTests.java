package handfast.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import handfast.Peers;
import handfast.RunningService;
import handfast.RunningService.Answer;
import handfast.x509.Pem;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Profiles whose keys are handed out once, or never made.
 */
class RetentionJourneyTests {

	private static final String PROFILE = """
			description: A server whose key is %1$s
			purposes: [serverAuth]
			names: [dns]
			subject: names
			subjectAttributes: [CN]
			keys: [EC-P256]
			defaultKey: EC-P256
			defaultValidity: P30D
			maximumValidity: P90D
			keyEncipherment: false
			privateKey: %1$s
			""";

	@TempDir
	static Path folder;

	private static RunningService service;

	@BeforeAll
	static void start() throws IOException {
		Path profiles = Files.createDirectories(folder.resolve("home/profiles"));
		Files.writeString(profiles.resolve("single.yaml"), PROFILE.formatted("once"));
		Files.writeString(profiles.resolve("elsewhere.yaml"), PROFILE.formatted("never"));
		Files.writeString(profiles.resolve("short.yaml"),
				PROFILE.formatted("held").replace("P30D", "P2D").replace("P90D", "P7D"));
		service = RunningService.start(folder.resolve("home"));
	}

	@AfterAll
	static void stop() {
		service.close();
	}

	@Test
	void handsAKeyOutToOneOfManyAtOnce() throws Exception {
		String id = enroll("{\"names\": [\"shop.test\"], \"profile\": \"single\"}").json().get("id").asString();
		String path = "/api/v1/certificates/" + id;
		List<Callable<Answer>> calls = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			calls.add(() -> service.post(path + "/keystore", "{\"format\": \"PEM\"}"));
		}
		List<Integer> statuses = new ArrayList<>();
		try (ExecutorService pool = Executors.newFixedThreadPool(6)) {
			for (Future<Answer> answer : pool.invokeAll(calls)) {
				statuses.add(answer.get().status());
			}
		}
		assertThat(statuses).containsExactlyInAnyOrder(200, 409, 409, 409, 409, 409);
		assertThat(service.get(path).json().get("keyHeld").asBoolean()).isFalse();
	}

	@Test
	void losesNoKeyToAnOrderThatIsRefused() {
		String id = enroll("{\"names\": [\"shop.test\"], \"profile\": \"single\"}").json().get("id").asString();
		String path = "/api/v1/certificates/" + id + "/keystore";
		assertThat(service.post(path, "{\"format\": \"PKCS12\"}").status()).isEqualTo(422);
		assertThat(service.post(path, "{\"format\": \"PEM\"}").status()).isEqualTo(200);
	}

	@Test
	void makesNoKeyWhereTheProfileSaysNever() throws Exception {
		Answer refused = service.post("/api/v1/certificates",
				"{\"names\": [\"shop.test\"], \"profile\": \"elsewhere\"}");
		assertThat(refused.status()).as(refused.toString()).isEqualTo(422);
		assertThat(refused.json().at("/violations/0/field").asString()).isEqualTo("/csr");
		assertThat(refused.json().at("/violations/0/code").asString()).isEqualTo("required");
		assertThat(enroll(
				"{\"csr\": \"" + Csrs.fresh("shop.test").replace("\n", "\\n") + "\", \"profile\": \"elsewhere\"}")
			.json()
			.get("keyHeld")
			.asBoolean()).isFalse();
	}

	@Test
	void namesNoPlaceToAskAboutWhatSoonEnds() throws Exception {
		JsonNode made = enroll("{\"names\": [\"shop.test\"], \"profile\": \"short\", \"validity\": \"P7D\"}").json();
		X509CertificateHolder certificate = new X509CertificateHolder(
				Pem.read(made.get("certificate").asString()).getFirst().der());
		assertThat(certificate.getExtension(Extension.noRevAvail).isCritical()).isFalse();
		assertThat(certificate.getExtension(Extension.cRLDistributionPoints)).isNull();
		assertThat(AuthorityInformationAccess.fromExtensions(certificate.getExtensions()).getAccessDescriptions())
			.extracting(AccessDescription::getAccessMethod)
			.containsExactly(AccessDescription.id_ad_caIssuers);
		assertThat(made.at("/selfTest/verdict").asString()).isEqualTo("passed");
		assertThat(service.get("/api/v1/profiles").json().get("items").findValuesAsString("revocation"))
			.contains("none", "named");
		Peers.require("openssl");
		Path leaf = Files.writeString(folder.resolve("short.pem"), made.get("certificate").asString());
		Path chain = Files.writeString(folder.resolve("chain.pem"), made.get("chain").asString());
		assertThat(Peers.run(folder, "openssl", "verify", "-x509_strict", "-CAfile",
				service.home().resolve("root.pem").toString(), "-untrusted", chain.toString(), leaf.toString()))
			.contains("OK");
	}

	private static Answer enroll(String body) {
		Answer answer = service.post("/api/v1/certificates", body);
		assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
		return answer;
	}

}
