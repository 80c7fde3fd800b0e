package handfast.revocation;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

import handfast.ForeignAuthority;
import handfast.Peers;
import handfast.RunningService;
import handfast.RunningService.Answer;
import handfast.x509.KeyAlgorithm;
import handfast.x509.Pem;
import handfast.x509.TestAuthority;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Certificates taken back over HTTP, and refused by whoever reads the CRL.
 */
class RevocationJourneyTests {

	private static final String PATH = "/api/v1/certificates";

	// The contract gives a minute; OpenSSL looks every second.
	private static final Duration CRL_IS_DUE = Duration.ofSeconds(60);

	private final RunningService service = RunningService.shared();

	@TempDir
	private Path folder;

	@Test
	void answersTheFirstResultTheSecondTime() throws Exception {
		String id = enroll("revoked-" + UUID.randomUUID() + ".test");
		Answer first = revoke(id, "superseded");
		assertThat(first.status()).as(first.toString()).isEqualTo(200);
		assertThat(first.json().get("status").asString()).isEqualTo("revoked");
		assertThat(first.json().at("/revocation/reason").asString()).isEqualTo("superseded");
		Answer second = revoke(id, "keyCompromise");
		assertThat(second.status()).isEqualTo(200);
		assertThat(second.json().get("revocation")).isEqualTo(first.json().get("revocation"));
		JsonNode one = this.service.get(PATH + "/" + id).json();
		assertThat(one.get("revocation")).isEqualTo(first.json().get("revocation"));
		assertThat(one.get("history").findValuesAsString("event")).contains("issued", "revoked");
		assertThat(this.service.get(PATH + "?status=revoked&serialNumber=" + one.get("serialNumber").asString())
			.json()
			.get("items")
			.findValuesAsString("id")).containsExactly(id);
		assertThat(this.service.delete(PATH + "/" + id + "/revocation").status()).isEqualTo(409);
		assertThat(lines(id, "certificate.revoke")).isEqualTo(1);
	}

	@Test
	void holdsAndReleasesAndRevokesForGood() {
		String id = enroll("held-" + UUID.randomUUID() + ".test");
		assertThat(this.service.delete(PATH + "/" + id + "/revocation").status()).isEqualTo(409);
		assertThat(revoke(id, "certificateHold").json().get("status").asString()).isEqualTo("on-hold");
		assertThat(this.service.delete(PATH + "/" + id + "/revocation").status()).isEqualTo(204);
		JsonNode released = this.service.get(PATH + "/" + id).json();
		assertThat(released.get("status").asString()).isEqualTo("active");
		assertThat(released.get("revocation").isNull()).isTrue();
		revoke(id, "certificateHold");
		assertThat(revoke(id, "privilegeWithdrawn").json().get("status").asString()).isEqualTo("revoked");
	}

	@Test
	void isRefusedByOpensslAndTheJdkWithinAMinute() throws Exception {
		Peers.require("openssl");
		JsonNode made = this.service.post(PATH, "{\"names\": [\"crl-" + UUID.randomUUID() + ".test\"]}").json();
		Path leaf = Files.writeString(this.folder.resolve("leaf.pem"), made.get("certificate").asString());
		awaitVerdict(leaf, made, "leaf.pem: OK");
		assertThat(revokedForTheJdk(made)).isFalse();
		revoke(made.get("id").asString(), "cessationOfOperation");
		awaitVerdict(leaf, made, "certificate revoked");
		assertThat(revokedForTheJdk(made)).isTrue();
	}

	@Test
	void takesEveryCertificateWithACompromisedKeyAndNeverCertifiesItAgain() throws Exception {
		String csr = csr(TestAuthority.keyOf(KeyAlgorithm.EC_P384));
		String name = "leaked-" + UUID.randomUUID() + ".test";
		String body = "{\"names\": [\"" + name + "\"], \"csr\": " + JsonMapper.shared().writeValueAsString(csr) + "}";
		String first = this.service.post(PATH, body).json().get("id").asString();
		String second = this.service.post(PATH, body).json().get("id").asString();
		// A CSR is no secret, so who has one of another's key does not shut it out.
		String token = token("requester");
		String theirs = this.service.post(PATH, body, "Authorization", "Bearer " + token).json().get("id").asString();
		assertThat(this.service
			.post(PATH + "/" + theirs + "/revocation", "{\"reason\": \"keyCompromise\"}", "Authorization",
					"Bearer " + token)
			.status()).isEqualTo(200);
		assertThat(status(first)).isEqualTo("active");
		assertThat(this.service.post(PATH, body).status()).isEqualTo(201);
		assertThat(revoke(first, "keyCompromise").json().get("status").asString()).isEqualTo("revoked");
		assertThat(status(second)).isEqualTo("revoked");
		Answer refused = this.service.post(PATH, body);
		assertThat(refused.status()).as(refused.toString()).isEqualTo(422);
		assertThat(refused.json().at("/violations/0/code").asString()).isEqualTo("key-blocked");
	}

	@Test
	void revokesManyOnceTheyWereCounted() {
		String domain = "many-" + UUID.randomUUID() + ".test";
		for (int i = 0; i < 5; i++) {
			enroll("h" + i + "." + domain);
		}
		String query = "{\"query\": {\"name\": \"." + domain + "\"}, \"reason\": \"cessationOfOperation\"";
		JsonNode counted = this.service.post("/api/v1/revocations", query + "}").json();
		assertThat(counted.get("count").asInt()).isEqualTo(5);
		assertThat(counted.get("revoked").asInt()).isZero();
		enroll("late." + domain);
		Answer changed = this.service.post("/api/v1/revocations", query + ", \"expectedCount\": 5}");
		assertThat(changed.status()).as(changed.toString()).isEqualTo(409);
		assertThat(changed.json().get("type").asString()).endsWith(":count-changed");
		assertThat(changed.json().get("count").asInt()).isEqualTo(6);
		Answer others = this.service.post("/api/v1/revocations",
				query + ", \"expectedCount\": 6, \"list\": \"" + counted.get("list").asString() + "\"}");
		assertThat(others.status()).isEqualTo(409);
		Answer done = this.service.post("/api/v1/revocations",
				query + ", \"expectedCount\": 6, \"list\": \"" + changed.json().get("list").asString() + "\"}");
		assertThat(done.json().get("revoked").asInt()).as(done.toString()).isEqualTo(6);
		assertThat(this.service.get(PATH + "?status=revoked&name=." + domain).json().get("items").size()).isEqualTo(6);
		assertThat(this.service.post("/api/v1/revocations", query + "}").json().get("count").asInt()).isZero();
	}

	@Test
	void revokesThoseThatAListNamesAndNoneWhereOneIsWrong() throws Exception {
		JsonNode one = this.service.post(PATH, "{\"names\": [\"list.test\"]}").json();
		JsonNode two = this.service.post(PATH, "{\"names\": [\"list.test\"]}").json();
		String serials = "\"" + one.get("serialNumber").asString() + "\", \"" + two.get("serialNumber").asString()
				+ "\"";
		Answer wrong = this.service.post("/api/v1/revocations",
				"{\"serialNumbers\": [" + serials + ", \"00\"], \"reason\": \"superseded\", \"expectedCount\": 2}");
		assertThat(wrong.status()).as(wrong.toString()).isEqualTo(422);
		assertThat(wrong.json().at("/violations/0/field").asString()).isEqualTo("/serialNumbers/2");
		assertThat(status(one.get("id").asString())).isEqualTo("active");
		String root = handfast.x509.Fingerprint
			.of(Pem.read(Files.readString(this.service.home().resolve("root.pem"))).getFirst().der())
			.hex();
		assertThat(this.service
			.post("/api/v1/revocations",
					"{\"fingerprints\": [\"" + root + "\"], \"reason\": \"superseded\", \"expectedCount\": 1}")
			.status()).isEqualTo(422);
		Answer done = this.service.post("/api/v1/revocations",
				"{\"serialNumbers\": [" + serials + "], \"reason\": \"superseded\", \"expectedCount\": 2}");
		assertThat(done.json().get("revoked").asInt()).as(done.toString()).isEqualTo(2);
		assertThat(status(two.get("id").asString())).isEqualTo("revoked");
		for (String body : List.of("{\"reason\": \"superseded\"}", "{\"query\": {}, \"reason\": \"superseded\"}",
				"{\"query\": {\"nmae\": \"x.test\"}, \"reason\": \"superseded\"}",
				"{\"query\": {\"name\": \"x.test\"}, \"serialNumbers\": [\"00\"], \"reason\": \"superseded\"}")) {
			assertThat(this.service.post("/api/v1/revocations", body).status()).as(body).isEqualTo(422);
		}
	}

	@Test
	void replacesItsOwnCertificateFirst() throws Exception {
		// Of its own: others know the certificate of the shared one.
		try (RunningService own = RunningService.start(this.folder.resolve("home"))) {
			String before = served(own);
			String id = own.get(PATH + "?fingerprint=" + before).json().at("/items/0/id").asString();
			Answer revoked = own.post(PATH + "/" + id + "/revocation", "{\"reason\": \"superseded\"}");
			assertThat(revoked.json().get("status").asString()).as(revoked.toString()).isEqualTo("revoked");
			assertThat(served(own)).isNotEqualTo(before);
		}
	}

	@Test
	void leavesCasAndCertificatesOfOtherCasAlone() throws Exception {
		String root = Files.readString(this.service.home().resolve("root.pem"));
		String fingerprint = handfast.x509.Fingerprint.of(Pem.read(root).getFirst().der()).hex();
		String ca = this.service.get(PATH + "?fingerprint=" + fingerprint).json().at("/items/0/id").asString();
		Answer refused = revoke(ca, "cACompromise");
		assertThat(refused.status()).as(refused.toString()).isEqualTo(409);
		assertThat(refused.json().get("type").asString()).endsWith(":conflict");
		String request = this.service.post("/api/v1/signing-requests", "{\"names\": [\"shop.example.com\"]}")
			.json()
			.get("id")
			.asString();
		ForeignAuthority authority = new ForeignAuthority("Elsewhere Root");
		String csr = this.service.get("/api/v1/signing-requests/" + request + "/csr").text();
		String foreign = this.service
			.put("/api/v1/signing-requests/" + request + "/certificate", JsonMapper.shared()
				.writeValueAsString(java.util.Map.of("pem", authority.answer(csr), "trust", authority.rootPem())))
			.json()
			.get("id")
			.asString();
		Answer other = revoke(foreign, "superseded");
		assertThat(other.status()).as(other.toString()).isEqualTo(409);
		assertThat(other.json().get("type").asString()).endsWith(":not-our-authority");
	}

	@Test
	void letsARequesterRevokeItsOwnAloneAndAReaderNone() {
		String others = enroll("others.test");
		String requester = "Bearer " + token("requester");
		String own = this.service.post(PATH, "{\"names\": [\"own.test\"]}", "Authorization", requester)
			.json()
			.get("id")
			.asString();
		String body = "{\"reason\": \"superseded\"}";
		assertThat(this.service.post(PATH + "/" + others + "/revocation", body, "Authorization", requester).status())
			.isEqualTo(404);
		assertThat(this.service.post(PATH + "/" + own + "/revocation", body, "Authorization", requester).status())
			.isEqualTo(200);
		assertThat(this.service
			.post(PATH + "/" + others + "/revocation", body, "Authorization", "Bearer " + token("reader"))
			.status()).isEqualTo(403);
	}

	@ParameterizedTest
	@ValueSource(strings = { "removeFromCRL", "KeyCompromise", "because", "7" })
	void refusesReasonsThatAreNone(String reason) {
		Answer refused = revoke(enroll("reasons.test"), reason);
		assertThat(refused.status()).as(refused.toString()).isEqualTo(422);
		assertThat(refused.json().at("/violations/0/field").asString()).isEqualTo("/reason");
		assertThat(refused.json().at("/violations/0/message").asString()).contains("keyCompromise");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "{} | 422", "{\"reason\": null} | 422",
			"{\"reason\": \"superseded\", \"why\": \"so\"} | 400", "[] | 400" })
	void refusesBodiesThatAreNone(String body, int status) {
		Answer refused = this.service.post(PATH + "/" + enroll("reasons.test") + "/revocation", body);
		assertThat(refused.status()).as(refused.toString()).isIn(status, 422);
	}

	private void awaitVerdict(Path leaf, JsonNode made, String wanted) throws Exception {
		Instant end = Instant.now().plus(CRL_IS_DUE);
		String verdict = verify(leaf, made);
		while (!verdict.contains(wanted) && Instant.now().isBefore(end)) {
			Thread.sleep(500);
			verdict = verify(leaf, made);
		}
		assertThat(verdict).contains(wanted);
	}

	private String verify(Path leaf, JsonNode made) throws Exception {
		byte[] crl = this.service.plain(crlPath(made)).bytes();
		Path list = Files.writeString(this.folder.resolve("list.pem"), Pem.write("X509 CRL", crl));
		Path chain = Files.writeString(this.folder.resolve("chain.pem"), made.get("chain").asString());
		Process process = new ProcessBuilder("openssl", "verify", "-x509_strict", "-crl_check", "-extended_crl",
				"-CAfile", this.service.home().resolve("root.pem").toString(), "-untrusted", chain.toString(),
				"-CRLfile", list.toString(), leaf.toString())
			.redirectErrorStream(true)
			.start();
		String printed = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
		process.waitFor();
		return printed;
	}

	private boolean revokedForTheJdk(JsonNode made) throws Exception {
		CertificateFactory factory = CertificateFactory.getInstance("X.509");
		X509Certificate root = (X509Certificate) factory
			.generateCertificate(Files.newInputStream(this.service.home().resolve("root.pem")));
		PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
		CertPathValidator validator = CertPathValidator.getInstance("PKIX");
		PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
		checker.setOptions(EnumSet.of(PKIXRevocationChecker.Option.PREFER_CRLS,
				PKIXRevocationChecker.Option.NO_FALLBACK, PKIXRevocationChecker.Option.ONLY_END_ENTITY));
		parameters.addCertPathChecker(checker);
		java.security.cert.X509CRL crl = (java.security.cert.X509CRL) factory
			.generateCRL(new ByteArrayInputStream(this.service.plain(crlPath(made)).bytes()));
		parameters.addCertStore(java.security.cert.CertStore.getInstance("Collection",
				new java.security.cert.CollectionCertStoreParameters(List.of(crl))));
		List<X509Certificate> chain = factory
			.generateCertificates(new ByteArrayInputStream(made.get("chain").asString().getBytes()))
			.stream()
			.map(X509Certificate.class::cast)
			.toList();
		try {
			validator.validate(factory.generateCertPath(chain), parameters);
			return false;
		}
		catch (CertPathValidatorException ex) {
			assertThat(ex.getReason()).isEqualTo(CertPathValidatorException.BasicReason.REVOKED);
			return true;
		}
	}

	// What the certificate names; the test's own plain port stands in for the public one.
	private static String crlPath(JsonNode made) throws Exception {
		String text = new String(Pem.read(made.get("certificate").asString()).getFirst().der(),
				java.nio.charset.StandardCharsets.ISO_8859_1);
		java.util.regex.Matcher url = java.util.regex.Pattern.compile("/pki/[0-9a-f-]{36}/\\d+\\.crl").matcher(text);
		assertThat(url.find()).isTrue();
		return url.group();
	}

	private static String served(RunningService service) throws Exception {
		try (SSLSocket socket = (SSLSocket) trusting(service).createSocket("localhost", service.httpsPort())) {
			socket.startHandshake();
			return HexFormat.of()
				.formatHex(java.security.MessageDigest.getInstance("SHA-256")
					.digest(socket.getSession().getPeerCertificates()[0].getEncoded()));
		}
	}

	private static SSLSocketFactory trusting(RunningService service) throws Exception {
		java.security.KeyStore store = java.security.KeyStore.getInstance("PKCS12");
		store.load(null, null);
		store.setCertificateEntry("root", CertificateFactory.getInstance("X.509")
			.generateCertificate(Files.newInputStream(service.home().resolve("root.pem"))));
		javax.net.ssl.TrustManagerFactory trust = javax.net.ssl.TrustManagerFactory
			.getInstance(javax.net.ssl.TrustManagerFactory.getDefaultAlgorithm());
		trust.init(store);
		javax.net.ssl.SSLContext context = javax.net.ssl.SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		return context.getSocketFactory();
	}

	private static String csr(KeyPair key) throws Exception {
		return Pem.write("CERTIFICATE REQUEST",
				new JcaPKCS10CertificationRequestBuilder(new X500Name(""), key.getPublic())
					.build(new JcaContentSignerBuilder("SHA384withECDSA").build(key.getPrivate()))
					.getEncoded());
	}

	// The copy that answers searches follows the file.
	private long lines(String id, String action) throws InterruptedException {
		for (int i = 0; i < 100 && linesNow(id, action) == 0; i++) {
			Thread.sleep(100);
		}
		return linesNow(id, action);
	}

	private long linesNow(String id, String action) {
		return java.util.stream.StreamSupport
			.stream(this.service.get("/api/v1/audit?limit=500").json().get("items").spliterator(), false)
			.filter((line) -> line.toString().contains(id) && line.toString().contains(action))
			.count();
	}

	private String status(String id) {
		return this.service.get(PATH + "/" + id).json().get("status").asString();
	}

	private Answer revoke(String id, String reason) {
		return this.service.post(PATH + "/" + id + "/revocation", "{\"reason\": \"" + reason + "\"}");
	}

	private String enroll(String name) {
		return this.service.post(PATH, "{\"names\": [\"" + name + "\"]}").json().get("id").asString();
	}

	private String token(String role) {
		return this.service.post("/api/v1/tokens", "{\"name\": \"revocation\", \"role\": \"" + role + "\"}")
			.json()
			.get("token")
			.asString();
	}

}
