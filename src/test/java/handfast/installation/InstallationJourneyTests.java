package handfast.installation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import handfast.Peers;
import handfast.RunningService;
import handfast.RunningService.Answer;
import handfast.installation.KitHost.Run;
import handfast.installation.KitServers.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Installations over HTTP: what they are told, what they really serve, and what a host's
 * credential is good for.
 */
class InstallationJourneyTests {

	private final RunningService service = RunningService.shared();

	private final KitHost host = new KitHost(this.service);

	@Test
	void tellsWhatAPlaceReallyServes() throws Exception {
		try (KitServers servers = new KitServers()) {
			Server server = servers.prepare("nginx");
			String first = this.host.enroll("watched.test", "EC-P256");
			String id = this.host.install(Map.of("certificate", first, "target", "nginx", "address",
					"127.0.0.1:" + server.port(), "serverName", "watched.test"));
			assertThat(awaitLook(id).get("status").asString()).isEqualTo("unreachable");
			Path kit = this.host.kit(id, servers.folder());
			KitHost.run("dash", kit, Map.of(), server.with(servers.folder(), "--yes")).expect(0);
			JsonNode proven = awaitLook(id);
			assertThat(proven.get("status").asString()).as(proven.toString()).isEqualTo("proven");
			assertThat(proven.at("/served/certificate").asString()).isEqualTo(first);
			assertThat(proven.at("/history").size()).isEqualTo(2);

			String second = this.host.renew(first, "{}");
			JsonNode older = awaitLook(id);
			assertThat(older.get("status").asString()).isEqualTo("drifted");
			assertThat(older.at("/wanted/certificate").asString()).isEqualTo(second);
			assertThat(older.at("/served/certificate").asString()).isEqualTo(first);
			assertThat(older.at("/finding/detail").asString()).contains("An older certificate of the same line");
			assertThat(this.service.get("/api/v1/installations?status=drifted").json().at("/items/0/id").asString())
				.isEqualTo(id);
			assertThat(this.service.get(older.get("report").asString()).json().at("/findings/0/code").asString())
				.isEqualTo("wrong-certificate");

			KitHost.run("dash", this.host.kit(id, servers.folder()), Map.of(), server.with(servers.folder())).expect(0);
			assertThat(awaitLook(id).get("status").asString()).isEqualTo("proven");

			// A stranger's.
			Path current = servers.folder().resolve("handfast/current");
			Peers.run(servers.folder(), "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
					"ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=watched.test", "-addext",
					"subjectAltName=DNS:watched.test", "-keyout", current + "/privkey.pem", "-out",
					current + "/fullchain.pem");
			Peers.run(servers.folder(), "nginx", "-s", "reload", "-c", servers.folder() + "/nginx.conf");
			Thread.sleep(500);
			JsonNode stranger = awaitLook(id);
			assertThat(stranger.get("status").asString()).isEqualTo("drifted");
			assertThat(stranger.at("/served/certificate").isNull()).isTrue();
			assertThat(stranger.at("/finding/detail").asString()).contains("not from here");
			assertThat(this.service.delete("/api/v1/installations/" + id).status()).isEqualTo(204);
			assertThat(this.service.get("/api/v1/installations/" + id).status()).isEqualTo(404);
		}
	}

	@Test
	void renewsByTheHostsCredentialAlone() throws Exception {
		try (KitServers servers = new KitServers()) {
			Server server = servers.prepare("nginx");
			String first = this.host.enroll("renewing.test", "EC-P256");
			String id = this.host.install(Map.of("certificate", first, "target", "nginx", "address",
					"127.0.0.1:" + server.port(), "serverName", "renewing.test", "renew", true));
			Path kit = this.host.kit(id, servers.folder());
			Path timers = Files.createDirectories(servers.folder().resolve("timers"));
			Map<String, String> environment = Map.of("HANDFAST_TIMER_DIR", timers.toString());
			KitHost.run("busybox ash", kit, environment, server.with(servers.folder(), "--yes", "--enable-renewal"))
				.expect(0);
			assertThat(Files.readString(timers.resolve("handfast-renewing.test-nginx.service")))
				.contains("ExecStart=" + servers.folder() + "/handfast/install.sh --renew");
			assertThat(timers.resolve("handfast-renewing.test-nginx.timer")).exists();
			Path installed = servers.folder().resolve("handfast");
			JsonNode said = awaitLook(id);
			assertThat(said.at("/lastRun/exit").asInt()).as(said.toString()).isZero();

			Run early = KitHost.run("dash", installed, environment, List.of("--renew"));
			early.expect(0);
			assertThat(early.printed()).contains("Nothing to do: it is renewed from");

			// As if the certificate it has were not the one it should have: it is due.
			String before = Files.readString(installed.resolve("credential"));
			this.service.bean(PlaceRows.class)
				.certify(UUID.fromString(id), UUID.fromString(this.host.renew(first, "{}")));
			Run renewed = KitHost.run("dash", installed, environment, List.of("--renew"));
			renewed.expect(0);
			assertThat(renewed.printed()).contains("Done: renewed");
			assertThat(Files.readString(installed.resolve("credential"))).isNotEqualTo(before);
			assertThat(installed.resolve("pending")).doesNotExist();
			JsonNode proven = awaitLook(id);
			assertThat(proven.get("status").asString()).as(proven.toString()).isEqualTo("proven");
			JsonNode newest = this.host.certificate(proven.get("certificate").asString());
			assertThat(newest.get("keyHeld").asBoolean()).isFalse();
			assertThat(newest.get("lineage").asString()).isEqualTo(first);

			// The old one is void, once the new one was used.
			Answer late = this.service.post("/api/v1/installations/" + id + "/renewal", "{}", "Authorization",
					"Bearer " + before.strip());
			assertThat(late.status()).as(late.toString()).isEqualTo(401);
			// It opens nothing else.
			String now = "Bearer " + Files.readString(installed.resolve("credential")).strip();
			assertThat(this.service.get("/api/v1/certificates", "Authorization", now).status()).isEqualTo(403);
			String other = this.host.install(Map.of("certificate", first, "target", "files"));
			assertThat(this.service.post("/api/v1/installations/" + other + "/renewal", "{}", "Authorization", now)
				.status()).isEqualTo(404);
			assertThat(this.service.delete("/api/v1/installations/" + id).status()).isEqualTo(204);
			assertThat(
					this.service.post("/api/v1/installations/" + id + "/renewal", "{}", "Authorization", now).status())
				.isEqualTo(401);
		}
	}

	@Test
	void answersTheSameRequestWithTheSameCertificate() throws Exception {
		String first = this.host.enroll("lost.test", "EC-P256");
		String id = this.host.install(Map.of("certificate", first, "target", "files", "renew", true));
		Path folder = Files.createTempDirectory("handfast-lost-");
		String credential = Files.readString(this.host.kit(id, folder).resolve("credential")).strip();
		Peers.run(folder, "openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
				"/", "-addext", "subjectAltName=DNS:lost.test", "-keyout", "key.pem", "-out", "csr.pem");
		String body = "{\"installed\": \"%s\", \"csr\": \"%s\"}".formatted(
				this.host.certificate(first).get("serialNumber").asString(),
				Files.readString(folder.resolve("csr.pem")).replace("\n", "\\n"));
		Answer one = this.service.post("/api/v1/installations/" + id + "/renewal", body, "Authorization",
				"Bearer " + credential);
		// The answer, and the credential in it, are lost: the old one still opens.
		Answer two = this.service.post("/api/v1/installations/" + id + "/renewal", body, "Authorization",
				"Bearer " + credential);
		assertThat(one.status()).as(one.toString()).isEqualTo(200);
		assertThat(two.text()).isEqualTo(one.text());
		assertThat(two.header("Handfast-Credential")).isNotEqualTo(one.header("Handfast-Credential"));
		Answer three = this.service.post("/api/v1/installations/" + id + "/renewal", body, "Authorization",
				"Bearer " + two.header("Handfast-Credential"));
		assertThat(three.text()).isEqualTo(one.text());
		Answer lost = this.service.post("/api/v1/installations/" + id + "/renewal", body, "Authorization",
				"Bearer " + one.header("Handfast-Credential"));
		assertThat(lost.status()).isEqualTo(401);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{"target": "nginx"}                                              | /certificate
			{"certificate": "ID", "target": "frobnicator"}                   | /target
			{"certificate": "ID", "target": "nginx", "address": "a b:1"}     | /address
			{"certificate": "ID", "target": "nginx", "startTls": "gopher"}   | /startTls
			{"certificate": "ID", "target": "nginx", "serverName": "x.test"} | /serverName
			{"certificate": "ID", "target": ""}                              | /target
			""")
	void saysWhatToWriteInstead(String body, String field) {
		String id = this.host.enroll("refused.test", "EC-P256");
		Answer answer = this.service.post("/api/v1/installations", body.replace("ID", id));
		assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
		assertThat(answer.json().at("/violations/0/field").asString()).isEqualTo(field);
	}

	@Test
	void tellsWhatIsThereAndAdoptsIt() {
		String own = "localhost:" + this.service.httpsPort();
		Answer answer = this.service.post("/api/v1/installations/discover", "{\"targets\": [\"" + own
				+ "\"], \"network\": \"127.0.0.0/30\", \"ports\": [" + this.service.httpsPort() + ", 1]}");
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
		assertThat(answer.json().get("asked").asInt()).isEqualTo(9);
		List<JsonNode> found = answer.json().get("found").valueStream().toList();
		assertThat(found).extracting((one) -> one.get("address").asString())
			.contains(own, "127.0.0.1:" + this.service.httpsPort());
		JsonNode adopt = found.stream()
			.filter((one) -> one.get("address").asString().equals(own))
			.findFirst()
			.orElseThrow()
			.get("adopt");
		String id = this.host.install(Map.of("certificate", adopt.get("certificate").asString(), "target",
				adopt.get("target").asString(), "address", adopt.get("address").asString()));
		JsonNode again = this.service.post("/api/v1/installations/discover", "{\"targets\": [\"" + own + "\"]}")
			.json()
			.at("/found/0");
		assertThat(again.get("installations").valueStream().map(JsonNode::asString)).contains(id);
		assertThat(again.has("adopt")).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{}                            | /targets
			{"targets": ["no port"]}      | /targets/0
			{"network": "10.0.0.0/16"}    | /network
			{"network": "ten"}            | /network
			{"targets": ["a.test:1"], "startTls": "gopher"} | /startTls
			""")
	void saysWhereToLookInstead(String body, String field) {
		Answer answer = this.service.post("/api/v1/installations/discover", body);
		assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
		assertThat(answer.json().at("/violations/0/field").asString()).isEqualTo(field);
	}

	@Test
	void hidesTheInstallationsOfOthers() {
		String token = this.service.post("/api/v1/tokens", "{\"name\": \"other\", \"role\": \"requester\"}")
			.json()
			.get("token")
			.asString();
		String id = this.host
			.install(Map.of("certificate", this.host.enroll("mine.test", "EC-P256"), "target", "files"));
		String[] other = { "Authorization", "Bearer " + token };
		assertThat(this.service.get("/api/v1/installations/" + id, other).status()).isEqualTo(404);
		assertThat(this.service.post("/api/v1/installations/" + id + "/kit", "{\"format\": \"zip\"}", other).status())
			.isEqualTo(404);
		assertThat(this.service.delete("/api/v1/installations/" + id, other).status()).isEqualTo(404);
		assertThat(this.service.get("/api/v1/installations", other).json().get("items").size()).isZero();
	}

	private JsonNode awaitLook(String id) throws InterruptedException {
		String before = this.host.installation(id).get("checkedAt").asString("");
		this.service.bean(PlaceRows.class).lookSoon(UUID.fromString(id), Instant.now());
		for (int i = 0; i < 100; i++) {
			JsonNode now = this.host.installation(id);
			if (!now.get("checkedAt").asString("").equals(before)) {
				return now;
			}
			Thread.sleep(100);
		}
		throw new AssertionError("It is not looked at: " + this.host.installation(id));
	}

}
