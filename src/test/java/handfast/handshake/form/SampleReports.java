package handfast.handshake.form;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;

import handfast.handshake.HandshakeReport;
import handfast.handshake.HandshakeReport.KeyExchange;
import handfast.handshake.HandshakeReport.OtherAddress;
import handfast.handshake.HandshakeReport.OtherVersion;
import handfast.handshake.HandshakeReport.Path;
import handfast.handshake.HandshakeReport.SessionKeys;
import handfast.handshake.HandshakeReport.Step;
import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.Severity;
import org.jspecify.annotations.Nullable;

/**
 * Reports as the engine makes them, and such as a hostile server would like it to make.
 */
final class SampleReports {

	static final List<String> HOSTILE = List.of("W".repeat(400), "m m".repeat(200), "漢字".repeat(150), "😀".repeat(100),
			"<script>alert(1)</script>", "]]>\"'&amp;&lt;", "a\u0000b\u001b[31mred\u0007", "\ud800lone",
			"left\u202eright\u2066x", "--><svg onload=alert(1)>", "\u2028\u2029\uffff\ufffe", "x\ny\r\nz", "", " ",
			"javascript:alert(1)", "&&&&%%%%@@@@".repeat(30));

	private SampleReports() {
	}

	static List<HandshakeReport> all() {
		List<HandshakeReport> reports = new ArrayList<>(List.of(passed(), failed(), refused(), tls12(), flood(500)));
		HOSTILE.forEach((text) -> reports.add(hostile(text)));
		Random random = new Random(7);
		for (int i = 0; i < 20; i++) {
			reports.add(hostile(random.ints(random.nextInt(1, 300), 0x20, 0x7f)
				.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
				.toString()));
		}
		return reports;
	}

	static HandshakeReport passed() {
		return report("shop.test:443", "shop.test", HandshakeReport.PASSED, tls13(), List.of());
	}

	static HandshakeReport failed() {
		return report("shop.test:443", "shop.test", HandshakeReport.FAILED, tls13(),
				List.of(at(Code.EXPIRED, "It ended yesterday", 8), at(Code.NAME_MISMATCH, "It is for other.test", 8)));
	}

	static HandshakeReport refused() {
		return report("shop.test:443", "shop.test", HandshakeReport.FAILED, List.of(), List.of(new Finding(Code.REFUSED,
				Severity.ERROR, "10.1.2.3:443 refuses the connection", Code.REFUSED.fix(), null)));
	}

	static HandshakeReport tls12() {
		return report("[fd00::1]:443", "shop.test", HandshakeReport.PASSED_WITH_WARNINGS,
				List.of(moment(1, "TCP connected", "connect", Map.of("address", "[fd00::1]:443")),
						message(2, "ClientHello", "client", "client-hello", false, Map.of("serverName", "shop.test")),
						message(3, "ServerHello", "server", "server-hello", false,
								Map.of("version", "TLSv1.2", "cipherSuite", "TLS_RSA_WITH_AES_128_GCM_SHA256")),
						message(4, "Certificate", "server", "authentication", false, Map.of("subject", "CN=shop.test")),
						message(5, "ServerHelloDone", "server", "server-hello", false, Map.of()),
						message(6, "ClientKeyExchange", "client", "premaster-secret", false, Map.of("bytes", 256)),
						moment(7, "Premaster secret opened", "private-key", Map.of()),
						moment(8, "Session keys computed", "session-keys", Map.of()),
						message(9, "ChangeCipherSpec", "client", "client-ready", false, Map.of()),
						message(10, "Finished", "client", "client-ready", true, Map.of("verifyDataBytes", 12)),
						message(11, "ChangeCipherSpec", "server", "server-ready", false, Map.of()),
						message(12, "Finished", "server", "server-ready", true, Map.of("verifyDataBytes", 12)),
						moment(13, "Encryption on", "secured",
								Map.of("cipherSuite", "TLS_RSA_WITH_AES_128_GCM_SHA256"))),
				List.of(new Finding(Code.EXPIRES_SOON, Severity.WARNING, "It expires on Friday",
						Code.EXPIRES_SOON.fix(), 4)));
	}

	/**
	 * A server that sends one alert after another.
	 */
	static HandshakeReport flood(int alerts) {
		List<Step> steps = new ArrayList<>(tls13());
		for (int i = 0; i < alerts; i++) {
			steps.add(message(steps.size() + 1, "Alert", "server", "after", true,
					Map.of("description", "no_renegotiation")));
		}
		return report("shop.test:443", "shop.test", HandshakeReport.FAILED, steps,
				List.of(at(Code.NOT_TLS, "It floods", steps.size())));
	}

	/**
	 * One whose every text is the given one.
	 */
	static HandshakeReport hostile(String text) {
		Map<String, Object> fields = new TreeMap<>(
				Map.of("serverName", text, "cipherSuite", text, "subject", text, "versions", List.of(text, text),
						"description", text, "address", text, "group", text, text.isEmpty() ? "empty" : text, text));
		List<Finding> findings = new ArrayList<>();
		for (int step = 1; step <= 7; step++) {
			Severity severity = Severity.values()[step % Severity.values().length];
			findings.add(new Finding(Code.NAME_MISMATCH, severity, text, text, step));
		}
		return new HandshakeReport(new UUID(1, 2), text, text, text, Instant.EPOCH, HandshakeReport.FAILED, text, text,
				new KeyExchange(text, text), text, text,
				List.of(moment(1, text, "connect", fields), message(2, text, "client", "client-hello", false, fields),
						message(3, text, "server", "authentication", true, fields), moment(4, text, "secured", fields),
						message(5, text, "server", "premaster-secret", false, Map.of()),
						message(6, "", "client", "after", true, fields), moment(7, text, "after", fields)),
				new SessionKeys(true, true), List.of(), new Path(true, text), null,
				List.of(new OtherAddress(text, "failed", null, findings)),
				List.of(new OtherVersion(text, text, new KeyExchange(text, null), text, text, "passed",
						List.of(message(1, text, "client", "client-hello", false, fields)),
						new SessionKeys(true, true))),
				List.of(new HandshakeReport.Line(text, text, text, "passed")), text, findings, List.of(text));
	}

	private static List<Step> tls13() {
		return List.of(moment(1, "TCP connected", "connect", Map.of("address", "10.1.2.3:443")),
				message(2, "ClientHello", "client", "client-hello", false,
						Map.of("serverName", "shop.test", "versions", List.of("TLSv1.3", "TLSv1.2"), "keyShares",
								List.of("X25519MLKEM768", "x25519"))),
				message(3, "ServerHello", "server", "server-hello", false,
						Map.of("version", "TLSv1.3", "cipherSuite", "TLS_AES_128_GCM_SHA256", "group", "x25519")),
				moment(4, "Shared secret computed", "premaster-secret", Map.of("group", "x25519")),
				moment(5, "Handshake encryption on", "session-keys", Map.of()),
				message(6, "ChangeCipherSpec", "server", "session-keys", false, Map.of()),
				message(7, "EncryptedExtensions", "server", "server-hello", true, Map.of("alpn", "h2")),
				message(8, "Certificate", "server", "authentication", true, Map.of("subject", "CN=shop.test")),
				message(9, "CertificateVerify", "server", "private-key", true,
						Map.of("signatureScheme", "ecdsa_secp256r1_sha256")),
				message(10, "Finished", "server", "server-ready", true, Map.of()),
				message(11, "Finished", "client", "client-ready", true, Map.of()),
				moment(12, "Encryption on", "secured", Map.of("cipherSuite", "TLS_AES_128_GCM_SHA256")));
	}

	private static HandshakeReport report(String target, String name, String verdict, List<Step> steps,
			List<Finding> findings) {
		return new HandshakeReport(new UUID(1, 2), target, steps.isEmpty() ? null : "10.1.2.3:443", name, Instant.EPOCH,
				verdict, "TLSv1.3", "TLS_AES_128_GCM_SHA256", new KeyExchange("ECDHE", "x25519"),
				"ecdsa_secp256r1_sha256", "h2", steps, new SessionKeys(false, null), List.of(), null, null, List.of(),
				List.of(), List.of(), null, findings, List.of());
	}

	private static Finding at(Code code, String cause, @Nullable Integer step) {
		return new Finding(code, Severity.ERROR, cause, code.fix(), step);
	}

	private static Step message(int number, String name, String from, String phase, boolean encrypted,
			Map<String, Object> fields) {
		return new Step(number, "message", name, from, encrypted, number * 1234L, number * 777, phase,
				"What " + name + " means", fields);
	}

	private static Step moment(int number, String name, String phase, Map<String, Object> fields) {
		return new Step(number, "moment", name, "both", false, number * 1234L, 0, phase, "What " + name + " means",
				fields);
	}

}
