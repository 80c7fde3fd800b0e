package handfast.revocation;

import java.math.BigInteger;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

import handfast.Peers;
import handfast.RunningService;
import handfast.RunningService.Answer;
import handfast.x509.Pem;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPResponseStatus;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The status of certificates, asked for over HTTP.
 */
class OcspJourneyTests {

	private static final String PATH = "/api/v1/certificates";

	private static final Duration REVOKED_IS_DUE = Duration.ofSeconds(5);

	private final RunningService service = RunningService.shared();

	@TempDir
	private Path folder;

	@Test
	void saysRevokedWithinFiveSecondsForOpenssl() throws Exception {
		Peers.require("openssl");
		JsonNode made = enroll();
		assertThat(openssl(made, "-no_nonce")).contains("Response verify OK", "leaf.pem: good");
		assertThat(openssl(made, "-no_nonce", "-sha256")).contains("Response verify OK", "leaf.pem: good");
		// With a nonce, as OpenSSL asks unless told otherwise.
		assertThat(openssl(made)).contains("Response verify OK", "leaf.pem: good")
			.doesNotContain("no nonce in response");
		long begun = System.nanoTime();
		revoke(made, "keyCompromise");
		String said = openssl(made, "-no_nonce");
		while (!said.contains("leaf.pem: revoked") && System.nanoTime() - begun < REVOKED_IS_DUE.toNanos()) {
			Thread.sleep(50);
			said = openssl(made, "-no_nonce");
		}
		Duration taken = Duration.ofNanos(System.nanoTime() - begun);
		assertThat(said).contains("Response verify OK", "leaf.pem: revoked", "Reason: keyCompromise");
		assertThat(taken).isLessThan(REVOKED_IS_DUE);
		System.out.printf("Revoked for openssl ocsp %d ms after the call%n", taken.toMillis());
		assertThat(openssl(made, "-no_nonce", "-sha256")).contains("leaf.pem: revoked");
		assertThat(openssl(made)).contains("leaf.pem: revoked");
	}

	@Test
	void holdsAndReleases() throws Exception {
		JsonNode made = enroll();
		byte[] request = request(made, OcspForm.SHA1, null);
		assertThat(single(post(request)).getCertStatus()).isEqualTo(CertificateStatus.GOOD);
		revoke(made, "certificateHold");
		RevokedStatus held = (RevokedStatus) single(post(request)).getCertStatus();
		assertThat(held.getRevocationReason()).isEqualTo(CRLReason.certificateHold);
		assertThat(this.service.delete(PATH + "/" + made.get("id").asString() + "/revocation").status()).isEqualTo(204);
		assertThat(single(post(request)).getCertStatus()).isEqualTo(CertificateStatus.GOOD);
		revoke(made, "unspecified");
		RevokedStatus revoked = (RevokedStatus) single(post(request)).getCertStatus();
		assertThat(revoked.hasRevocationReason()).isFalse();
		Instant at = Instant
			.parse(this.service.get(PATH + "/" + made.get("id").asString()).json().at("/revocation/at").asString());
		assertThat(revoked.getRevocationTime().toInstant().getEpochSecond()).isEqualTo(at.getEpochSecond());
	}

	@ParameterizedTest
	@EnumSource
	void repeatsTheNameAsItWasAskedAbout(OcspForm form) throws Exception {
		JsonNode made = enroll();
		byte[] request = request(made, form, null);
		SingleResp first = single(post(request));
		assertThat(first.getCertID().toASN1Primitive().getEncoded())
			.isEqualTo(name(made, form).toASN1Primitive().getEncoded());
		assertThat(first.getCertStatus()).isEqualTo(CertificateStatus.GOOD);
		assertThat(first.getNextUpdate()).isAfter(first.getThisUpdate());
		// The same answer, by GET too, whether or not the slashes are encoded.
		byte[] kept = post(request);
		assertThat(get(URLEncoder.encode(base64(request), StandardCharsets.US_ASCII)).bytes()).isEqualTo(kept);
		assertThat(get(base64(request)).bytes()).isEqualTo(kept);
	}

	@Test
	void takesBase64WithManySlashes() throws Exception {
		JsonNode made = enroll();
		byte[] nonce = new byte[32];
		Arrays.fill(nonce, (byte) 0xff);
		byte[] request = request(made, OcspForm.SHA1, nonce);
		assertThat(base64(request)).contains("////");
		for (String data : List.of(base64(request), URLEncoder.encode(base64(request), StandardCharsets.US_ASCII))) {
			assertThat(nonce(basic(get(data).bytes()))).as(data).isEqualTo(nonce);
		}
	}

	@Test
	void letsCachesKeepWhatItKeeps() throws Exception {
		byte[] request = request(enroll(), OcspForm.SHA1, null);
		Answer answer = get(base64(request));
		SingleResp single = single(answer.bytes());
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("Content-Type")).isEqualTo("application/ocsp-response");
		assertThat(answer.header("Cache-Control")).contains("max-age=", "public", "no-transform", "must-revalidate");
		assertThat(Integer.parseInt(answer.header("Cache-Control").replaceAll(".*max-age=(\\d+).*", "$1"))).isBetween(1,
				300);
		assertThat(time(answer.header("Last-Modified"))).isEqualTo(single.getThisUpdate().toInstant());
		assertThat(time(answer.header("Expires"))).isEqualTo(single.getNextUpdate().toInstant());
		assertThat(answer.header("ETag")).startsWith("\"").endsWith("\"");
		Answer again = this.service
			.send(plain("/pki/ocsp/" + base64(request)).GET().header("If-None-Match", answer.header("ETag")));
		assertThat(again.status()).isEqualTo(304);
		assertThat(again.bytes()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 16, 32 })
	void echoesANonce(int length) throws Exception {
		byte[] nonce = new byte[length];
		Arrays.fill(nonce, (byte) 7);
		Answer answer = get(base64(request(enroll(), OcspForm.SHA256, nonce)));
		assertThat(nonce(basic(answer.bytes()))).isEqualTo(nonce);
		assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
	}

	@Test
	void echoesNoNonceThatIsTooLongAndRefusesOneThatIsNone() throws Exception {
		JsonNode made = enroll();
		assertThat(basic(post(request(made, OcspForm.SHA1, new byte[33]))).hasExtensions()).isFalse();
		assertThat(basic(post(request(made, OcspForm.SHA1, new byte[128]))).hasExtensions()).isFalse();
		assertThat(status(post(request(made, OcspForm.SHA1, new byte[0]))))
			.isEqualTo(OCSPResponseStatus.MALFORMED_REQUEST);
		assertThat(status(post(request(made, OcspForm.SHA1, new byte[129]))))
			.isEqualTo(OCSPResponseStatus.MALFORMED_REQUEST);
	}

	@Test
	void knowsNothingOfWhatWasNeverIssued() throws Exception {
		JsonNode made = enroll();
		CertificateID issued = name(made, OcspForm.SHA1, serial(made).add(BigInteger.ONE));
		for (CertificateID unknown : List.of(issued, name(made, OcspForm.SHA256, BigInteger.ZERO),
				name(made, OcspForm.SHA1, BigInteger.ONE.shiftLeft(200)))) {
			byte[] request = new OCSPReqBuilder().addRequest(unknown).build().getEncoded();
			assertThat(single(post(request)).getCertStatus()).isInstanceOf(UnknownStatus.class);
			assertThat(get(base64(request)).header("Cache-Control")).isEqualTo("no-store");
		}
	}

	@Test
	void answersForSeveralOfOneCaAtOnce() throws Exception {
		JsonNode good = enroll();
		JsonNode bad = enroll();
		revoke(bad, "superseded");
		byte[] request = new OCSPReqBuilder().addRequest(name(good, OcspForm.SHA1))
			.addRequest(name(bad, OcspForm.SHA256))
			.addRequest(name(good, OcspForm.SHA1, BigInteger.TEN))
			.build()
			.getEncoded();
		SingleResp[] answers = basic(post(request)).getResponses();
		assertThat(answers).hasSize(3);
		assertThat(answers[0].getCertStatus()).isEqualTo(CertificateStatus.GOOD);
		assertThat(answers[1].getCertStatus()).isInstanceOf(RevokedStatus.class);
		assertThat(answers[2].getCertStatus()).isInstanceOf(UnknownStatus.class);
	}

	@Test
	void speaksForNoOtherCa() throws Exception {
		X509CertificateHolder root = new X509CertificateHolder(
				Pem.read(Files.readString(this.service.home().resolve("root.pem"))).getFirst().der());
		CertificateID ofRoot = new CertificateID(
				new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1), root, BigInteger.TEN);
		JsonNode made = enroll();
		for (OCSPReqBuilder builder : List.of(new OCSPReqBuilder().addRequest(ofRoot),
				new OCSPReqBuilder().addRequest(name(made, OcspForm.SHA1)).addRequest(ofRoot))) {
			assertThat(status(post(builder.build().getEncoded()))).isEqualTo(OCSPResponseStatus.UNAUTHORIZED);
		}
	}

	@Test
	void refusesWhatIsNoRequest() throws Exception {
		byte[] request = request(enroll(), OcspForm.SHA1, null);
		List<byte[]> bodies = new ArrayList<>(List.of(new byte[0], new byte[] { 0x30, 0 }, new byte[20_000],
				Arrays.copyOf(request, request.length - 1), Arrays.copyOf(request, request.length + 1)));
		bodies.add(new OCSPReqBuilder().build().getEncoded());
		bodies.add(new OCSPReqBuilder().addRequest(new CertificateID(name(enroll(), OcspForm.SHA1).toASN1Primitive()))
			.setRequestExtensions(new Extensions(
					new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_service_locator, true, new byte[] { 5, 0 })))
			.build()
			.getEncoded());
		for (byte[] body : bodies) {
			Answer answer = postAnswer(body);
			assertThat(answer.status()).isEqualTo(200);
			assertThat(status(answer.bytes())).isEqualTo(OCSPResponseStatus.MALFORMED_REQUEST);
		}
		for (String data : List.of("x", "%%%", "MA==%", "////", "a.b", "MEow")) {
			Answer answer = get(data.replace("%", "%25"));
			assertThat(status(answer.bytes())).as(data).isEqualTo(OCSPResponseStatus.MALFORMED_REQUEST);
		}
	}

	@Test
	void refusesOtherMethodsTypesAndTheOtherDoor() throws Exception {
		byte[] request = request(enroll(), OcspForm.SHA1, null);
		Answer typed = this.service.send(plain("/pki/ocsp").header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofByteArray(request)));
		assertThat(typed.status()).as(typed.toString()).isEqualTo(415);
		assertThat(this.service.plain("/pki/ocsp").status()).isEqualTo(400);
		assertThat(this.service.send(plain("/pki/ocsp").DELETE()).status()).isEqualTo(405);
		assertThat(this.service.get("/pki/ocsp/" + base64(request)).status()).isEqualTo(404);
		assertThat(this.service.plain("/pki%2Focsp").status()).isEqualTo(400);
	}

	// The signer is no certificate of anyone's.
	@Test
	void takesBackNoSignerByCall() {
		UUID signer = this.service.bean(JdbcClient.class)
			.sql("select id from certificate where kind = 'OCSP_SIGNER' and state = 'ISSUED'")
			.query(UUID.class)
			.list()
			.getFirst();
		Answer refused = this.service.post(PATH + "/" + signer + "/revocation", "{\"reason\": \"superseded\"}");
		assertThat(refused.status()).as(refused.toString()).isEqualTo(409);
	}

	private JsonNode enroll() {
		return this.service.post(PATH, "{\"names\": [\"ocsp-" + UUID.randomUUID() + ".test\"]}").json();
	}

	private void revoke(JsonNode made, String reason) {
		Answer answer = this.service.post(PATH + "/" + made.get("id").asString() + "/revocation",
				"{\"reason\": \"" + reason + "\"}");
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
	}

	private String openssl(JsonNode made, String... more) throws Exception {
		Path chain = Files.writeString(this.folder.resolve("chain.pem"), made.get("chain").asString());
		Files.writeString(this.folder.resolve("leaf.pem"), made.get("certificate").asString());
		Files.writeString(this.folder.resolve("issuer.pem"), issuerPem(made));
		List<String> command = new ArrayList<>(
				List.of("openssl", "ocsp", "-url", "http://localhost:" + this.service.plainPort() + "/pki/ocsp",
						"-CAfile", this.service.home().resolve("root.pem").toString(), "-verify_other",
						chain.toString(), "-issuer", "issuer.pem"));
		command.addAll(List.of(more));
		command.addAll(List.of("-cert", "leaf.pem"));
		return Peers.run(this.folder, command.toArray(String[]::new));
	}

	private static String issuerPem(JsonNode made) {
		return Pem.certificate(Pem.read(made.get("chain").asString()).getLast().der());
	}

	private byte[] request(JsonNode made, OcspForm form, byte[] nonce) throws Exception {
		OCSPReqBuilder builder = new OCSPReqBuilder().addRequest(name(made, form));
		if (nonce != null) {
			builder.setRequestExtensions(new Extensions(new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false,
					new DEROctetString(nonce).getEncoded())));
		}
		return builder.build().getEncoded();
	}

	private static CertificateID name(JsonNode made, OcspForm form) throws Exception {
		return name(made, form, serial(made));
	}

	private static CertificateID name(JsonNode made, OcspForm form, BigInteger serial) throws Exception {
		X509CertificateHolder issuer = new X509CertificateHolder(
				Pem.read(made.get("chain").asString()).getLast().der());
		MessageDigest digest = MessageDigest.getInstance(form.digest());
		return new CertificateID(new CertID(form.algorithm(),
				new DEROctetString(digest.digest(issuer.getSubject().getEncoded())),
				new DEROctetString(digest.digest(issuer.getSubjectPublicKeyInfo().getPublicKeyData().getBytes())),
				new ASN1Integer(serial)));
	}

	private static BigInteger serial(JsonNode made) {
		return new BigInteger(made.get("serialNumber").asString(), 16);
	}

	private HttpRequest.Builder plain(String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + this.service.plainPort() + path));
	}

	private Answer get(String data) {
		return this.service.plain("/pki/ocsp/" + data);
	}

	private Answer postAnswer(byte[] request) {
		return this.service.send(plain("/pki/ocsp").header("Content-Type", "application/ocsp-request")
			.POST(HttpRequest.BodyPublishers.ofByteArray(request)));
	}

	private byte[] post(byte[] request) {
		return postAnswer(request).bytes();
	}

	private static int status(byte[] response) throws Exception {
		return new OCSPResp(response).getStatus();
	}

	private static BasicOCSPResp basic(byte[] response) throws Exception {
		OCSPResp answer = new OCSPResp(response);
		assertThat(answer.getStatus()).isEqualTo(OCSPResponseStatus.SUCCESSFUL);
		return (BasicOCSPResp) answer.getResponseObject();
	}

	private static SingleResp single(byte[] response) throws Exception {
		SingleResp[] answers = basic(response).getResponses();
		assertThat(answers).hasSize(1);
		return answers[0];
	}

	private static byte[] nonce(BasicOCSPResp answer) {
		return ASN1OctetString
			.getInstance(answer.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce).getParsedValue())
			.getOctets();
	}

	private static String base64(byte[] bytes) {
		return Base64.getEncoder().encodeToString(bytes);
	}

	private static Instant time(String header) {
		return ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
	}

}
