package handfast.handshake;

import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

import handfast.handshake.form.ReportText;
import handfast.handshake.Exchange.Agreed;
import handfast.handshake.HandshakeReport.Step;
import handfast.handshake.wire.Message;
import handfast.handshake.wire.Registry;
import handfast.handshake.wire.Transcript.Side;
import org.bouncycastle.tls.AlertDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class StoryTests {

	private static final Explanations EXPLANATIONS = new Explanations();

	private static final Demonstrator DEMONSTRATOR = new Demonstrator(new Crypto(new SecureRandom()), PathRules.STRICT,
			EXPLANATIONS, Clock.systemUTC());

	private static final String RANDOM = "11".repeat(32);

	// ServerHello without extensions: TLS 1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256.
	private static final String SERVER_HELLO_12 = "0303" + RANDOM + "00" + "c02f" + "00";

	// The same in TLS 1.3, with a share of two octets for x25519.
	private static final String SERVER_HELLO_13 = "0303" + RANDOM + "00" + "1301" + "00" + "0010" + "002b00020304"
			+ "00330006001d00021122";

	private static final List<String> PHASES = List.of("connect", "client-hello", "server-hello", "authentication",
			"premaster-secret", "private-key", "session-keys", "client-ready", "server-ready", "secured", "after");

	@ParameterizedTest
	@EnumSource(Scenario.class)
	void leavesNoPlaceUnfilled(Scenario scenario) {
		HandshakeReport report = DEMONSTRATOR.demonstrate(UUID.randomUUID(), scenario, null);
		assertThat(report.steps()).allSatisfy(StoryTests::isExplained);
		assertThat(ReportText.render(report, false)).doesNotContain("{", "null");
	}

	@Test
	void explainsEveryKindOfMessage() {
		Exchange modern = modern();
		Exchange classic = classic();
		Set<Class<?>> seen = new HashSet<>();
		for (Exchange exchange : List.of(modern, classic)) {
			exchange.transcript().entries().forEach((entry) -> seen.add(entry.message().getClass()));
			assertThat(Story.tell(EXPLANATIONS, exchange, "192.0.2.1:443")).allSatisfy(StoryTests::isExplained);
		}
		assertThat(seen).containsExactlyInAnyOrder(Message.class.getPermittedSubclasses());
	}

	@Test
	void reachesEveryPhase() {
		Set<String> phases = new TreeSet<>();
		for (Exchange exchange : List.of(modern(), classic())) {
			exchange.agree(new Agreed(0x0303, 0xc02f, null, true, true));
			Story.tell(EXPLANATIONS, exchange, null).forEach((step) -> phases.add(step.phase()));
		}
		assertThat(phases).containsExactlyInAnyOrderElementsOf(PHASES);
	}

	@Test
	void explainsEveryAlertOfTheRegistry() throws IllegalAccessException {
		for (var field : AlertDescription.class.getFields()) {
			short code = field.getShort(null);
			assertThat(code == 0 || EXPLANATIONS.has("alert." + Registry.alert(code))).as(field.getName()).isTrue();
		}
	}

	@Test
	void explainsAlertsAndMessagesThatNobodyKnows() {
		for (int code = 0; code < 256; code++) {
			for (boolean fatal : new boolean[] { true, false }) {
				Exchange exchange = new Exchange();
				exchange.transcript().alert(Side.SERVER, fatal, code);
				exchange.transcript().alert(Side.CLIENT, fatal, code);
				exchange.transcript().record(Side.SERVER, 22, new byte[] { (byte) code, 0, 0, 0 }, 0, 4);
				exchange.transcript().record(Side.SERVER, code, new byte[1], 0, 1);
				assertThat(Story.tell(EXPLANATIONS, exchange, null)).hasSizeGreaterThan(2)
					.allSatisfy(StoryTests::isExplained);
			}
		}
	}

	@Test
	void saysHowThePremasterSecretTravelsWithRsa() {
		List<Step> steps = steps(Scenario.TLS12_RSA);
		assertThat(step(steps, "ClientKeyExchange").explanation()).contains("encrypted to the public key",
				"Only the holder of the private key", "no forward secrecy");
		assertThat(step(steps, "Premaster secret opened").phase()).isEqualTo("private-key");
		assertThat(step(steps, "Certificate").explanation()).contains("sealed with it");
		assertThat(step(steps, "ServerHello").explanation()).contains("RSA key exchange");
		assertThat(step(steps, "Premaster secret compared").fields()).isEqualTo(Map.of("equal", true, "bytes", 48));
	}

	@Test
	void saysThatThePrivateKeyOnlySignsWithEcdhe() {
		List<Step> steps = steps(Scenario.TLS12_ECDHE);
		assertThat(step(steps, "ServerKeyExchange").explanation()).contains("x25519", "takes no part",
				"forward secrecy");
		assertThat(step(steps, "Premaster secret computed").explanation()).contains("never travels");
		assertThat(step(steps, "ServerHello").explanation()).contains("TLSv1.2", "out of 9 suites",
				"would have spoken TLSv1.3");
	}

	@Test
	void saysWhereTheClassicStepsWent() {
		List<Step> steps = steps(Scenario.TLS13);
		assertThat(step(steps, "ServerHello").explanation()).contains("out of 9 suites", "key share for x25519",
				"ClientKeyExchange");
		assertThat(step(steps, "Shared secret computed").explanation()).contains("premaster secret was");
	}

	@Test
	void saysWhyHelloRetryRequestCame() {
		List<Step> steps = steps(Scenario.TLS13_HELLO_RETRY);
		assertThat(step(steps, "HelloRetryRequest").explanation()).contains("(x25519)", "secp384r1", "its 4 groups");
		assertThat(steps.stream().filter((step) -> step.message().equals("ClientHello")).toList()).last()
			.extracting(Step::explanation)
			.asString()
			.contains("again", "secp384r1");
	}

	@Test
	void saysWhatIsNewAboutMlKemAndMlDsa() {
		assertThat(step(steps(Scenario.TLS13_ML_KEM), "Shared secret computed").explanation())
			.contains("X25519MLKEM768", "encapsulates", "quantum");
		assertThat(step(steps(Scenario.TLS13_ML_DSA), "CertificateVerify").explanation()).contains("mldsa65", "3309");
	}

	@Test
	void decodesTheFieldsOfAHello() {
		Map<String, Object> hello = step(steps(Scenario.TLS13_ML_KEM), "ClientHello").fields();
		assertThat(hello).containsEntry("legacyVersion", "TLSv1.2")
			.containsEntry("versions", List.of("TLSv1.3", "TLSv1.2"))
			.containsEntry("keyShareBytes", Map.of("X25519MLKEM768", 1216, "x25519", 32))
			.containsEntry("compressionMethods", List.of("null"))
			.containsEntry("alpn", List.of("h2", "http/1.1"))
			.containsKeys("sessionId", "random", "signatureSchemes", "extensions");
		assertThat(hello.get("groupsRecommended")).isEqualTo(
				Map.of("X25519MLKEM768", "Y", "x25519", "Y", "secp256r1", "Y", "secp384r1", "Y", "secp521r1", "N"));
		assertThat(step(steps(Scenario.TLS13_ML_KEM), "ServerHello").fields()).containsEntry("keyShareBytes", 1120)
			.containsEntry("groupRecommended", "Y")
			.containsEntry("cipherSuiteRecommended", "Y");
		assertThat(step(steps(Scenario.TLS12_RSA), "ServerHello").fields()).containsEntry("cipherSuiteRecommended", "D")
			.containsEntry("compressionMethod", "null");
	}

	private static void isExplained(Step step) {
		assertThat(step.explanation()).as(step.message()).isNotBlank().doesNotContain("{", "}", "null", "?");
		assertThat(step.phase()).isIn(PHASES);
	}

	private static List<Step> steps(Scenario scenario) {
		return DEMONSTRATOR.demonstrate(UUID.randomUUID(), scenario, null).steps();
	}

	private static Step step(List<Step> steps, String message) {
		return steps.stream().filter((step) -> step.message().equals(message)).findFirst().orElseThrow();
	}

	// A client without a name or a share, all messages of TLS 1.2 and what may follow.
	private static Exchange classic() {
		Exchange exchange = new Exchange();
		message(exchange, Side.CLIENT, 1, "0303" + RANDOM + "00" + "0002c02f" + "0100");
		message(exchange, Side.SERVER, 2, SERVER_HELLO_12);
		message(exchange, Side.SERVER, 11, "000004" + "000001" + "00");
		message(exchange, Side.SERVER, 22, "01" + "000002" + "aabb");
		message(exchange, Side.SERVER, 12, "03001d" + "0201ff" + "0401" + "000155");
		message(exchange, Side.SERVER, 13, "020140" + "0002" + "0403" + "0003" + "000100");
		message(exchange, Side.SERVER, 14, "");
		message(exchange, Side.CLIENT, 11, "000000");
		message(exchange, Side.CLIENT, 16, "02aabb");
		record(exchange, Side.CLIENT, 20, "01");
		message(exchange, Side.CLIENT, 20, "00".repeat(12));
		message(exchange, Side.SERVER, 4, "00000000" + "0002" + "aabb");
		record(exchange, Side.SERVER, 20, "01");
		message(exchange, Side.SERVER, 20, "00".repeat(12));
		record(exchange, Side.SERVER, 23, "00");
		record(exchange, Side.SERVER, 24, "00");
		record(exchange, Side.SERVER, 21, "0100");
		return exchange;
	}

	private static Exchange modern() {
		Exchange exchange = new Exchange();
		message(exchange, Side.CLIENT, 1, "0303" + RANDOM + "00" + "00021301" + "0100");
		message(exchange, Side.SERVER, 2, "0303" + "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c"
				+ "00" + "1301" + "00" + "000b" + "002b00020304" + "002c0001aa");
		message(exchange, Side.CLIENT, 1, "0303" + RANDOM + "00" + "00021301" + "0100");
		message(exchange, Side.SERVER, 2, SERVER_HELLO_13);
		record(exchange, Side.SERVER, 20, "01");
		message(exchange, Side.SERVER, 8, "0000");
		message(exchange, Side.SERVER, 13, "00" + "0008" + "000d0004" + "00020403");
		message(exchange, Side.SERVER, 11, "00" + "00000f" + "000001" + "00" + "0009" + "0005" + "0005" + "01000001aa");
		message(exchange, Side.SERVER, 15, "0403" + "000155");
		message(exchange, Side.SERVER, 20, "00".repeat(32));
		message(exchange, Side.CLIENT, 11, "00" + "000000");
		message(exchange, Side.CLIENT, 15, "0905" + "000155");
		message(exchange, Side.CLIENT, 20, "00".repeat(32));
		message(exchange, Side.SERVER, 4, "00001c20" + "00000000" + "0100" + "0002aabb" + "0000");
		message(exchange, Side.SERVER, 24, "00");
		message(exchange, Side.SERVER, 99, "00");
		record(exchange, Side.CLIENT, 23, "00");
		return exchange;
	}

	private static void message(Exchange exchange, Side from, int type, String body) {
		byte[] bytes = HexFormat.of().parseHex(body);
		ByteArrayOutputStream message = new ByteArrayOutputStream();
		message.writeBytes(new byte[] { (byte) type, 0, (byte) (bytes.length >> 8), (byte) bytes.length });
		message.writeBytes(bytes);
		exchange.transcript().record(from, 22, message.toByteArray(), 0, message.size());
	}

	private static void record(Exchange exchange, Side from, int type, String body) {
		byte[] bytes = HexFormat.of().parseHex(body);
		exchange.transcript().record(from, type, bytes, 0, bytes.length);
	}

}
