package handfast.handshake.scan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import handfast.handshake.scan.Scan.Features;
import handfast.handshake.wire.MessageParser;
import handfast.handshake.wire.Registry;
import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.Severity;
import org.bouncycastle.tls.NamedGroup;

/**
 * What is wrong with what a server offers. What must not be is an error, what should not
 * be a warning.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc9325#section-3 RFC 9325 §3
 * @spec https://www.rfc-editor.org/rfc/rfc9325#section-4 RFC 9325 §4
 * @spec https://www.rfc-editor.org/rfc/rfc8996 RFC 8996
 */
final class ScanJudge {

	private static final int SMALLEST_DH = 2048;

	// Below 224 bits, where RFC 9325 §4.4 draws the line.
	private static final Set<Integer> SMALL_CURVES = Set.of(NamedGroup.sect163k1, NamedGroup.sect163r1,
			NamedGroup.sect163r2, NamedGroup.sect193r1, NamedGroup.sect193r2, NamedGroup.secp160k1,
			NamedGroup.secp160r1, NamedGroup.secp160r2, NamedGroup.secp192k1, NamedGroup.secp192r1);

	// RFC 9155: MD5 and SHA-1.
	private static final Set<Integer> WEAK_SCHEMES = Set.of(0x0101, 0x0201, 0x0202, 0x0203);

	private final List<VersionFacts> versions;

	private final Features features;

	private final List<Finding> findings = new ArrayList<>();

	private ScanJudge(List<VersionFacts> versions, Features features) {
		this.versions = versions;
		this.features = features;
	}

	static List<Finding> judge(List<VersionFacts> versions, Features features) {
		ScanJudge judge = new ScanJudge(versions, features);
		if (!versions.isEmpty()) {
			judge.oldVersions();
			judge.suites();
			judge.groups();
			judge.rest();
		}
		return judge.findings;
	}

	private void oldVersions() {
		List<String> old = this.versions.stream()
			.filter((facts) -> facts.version() < MessageParser.TLS_1_2)
			.map((facts) -> Registry.version(facts.version()))
			.toList();
		if (!old.isEmpty()) {
			add(Code.PROTOCOL_TOO_OLD, Severity.ERROR,
					"The server offers " + String.join(", ", old) + ", which RFC 8996 and RFC 7568 forbid",
					"Switch them off; leave TLS 1.2 and 1.3");
		}
		if (this.versions.stream().noneMatch((facts) -> facts.version() == MessageParser.TLS_1_3)) {
			add(Code.TLS13_MISSING, "The server does not offer TLS 1.3");
		}
	}

	private void suites() {
		List<SuiteTraits> all = this.versions.stream().flatMap((facts) -> facts.traits().stream()).distinct().toList();
		byWeakness(all, Weaknesses::broken).forEach((weakness, suites) -> add(Code.WEAK_CIPHER_SUITE, Severity.ERROR,
				"The server takes cipher suites with " + weakness + ": " + names(suites),
				Code.WEAK_CIPHER_SUITE.fix()));
		List<SuiteTraits> rest = all.stream().filter((suite) -> Weaknesses.broken(suite).isEmpty()).toList();
		byWeakness(rest, Weaknesses::of).forEach((weakness, suites) -> add(
				weakness.equals(Weaknesses.NO_FORWARD_SECRECY) ? Code.NO_FORWARD_SECRECY : Code.WEAK_CIPHER_SUITE,
				"The server takes cipher suites with " + weakness + ": " + names(suites)));
	}

	private void groups() {
		List<String> small = this.versions.stream()
			.flatMap((facts) -> facts.groups().found().stream())
			.filter(SMALL_CURVES::contains)
			.distinct()
			.map(Candidates::group)
			.toList();
		if (!small.isEmpty()) {
			add(Code.WEAK_GROUP, "The server takes curves of less than 224 bits: " + String.join(", ", small));
		}
		this.versions.stream()
			.map(VersionFacts::dhBits)
			.filter((bits) -> bits != null && bits < SMALLEST_DH)
			.findFirst()
			.ifPresent((bits) -> add(Code.WEAK_GROUP, "The server does DHE with a prime of " + bits + " bits"));
	}

	private void rest() {
		List<String> weak = this.versions.stream()
			.flatMap((facts) -> facts.schemes().stream())
			.filter(WEAK_SCHEMES::contains)
			.distinct()
			.map(Candidates::scheme)
			.toList();
		if (!weak.isEmpty()) {
			add(Code.WEAK_SIGNATURE_SCHEME, "The server signs with " + String.join(", ", weak) + " when asked to");
		}
		if (Boolean.TRUE.equals(this.features.compression())) {
			add(Code.TLS_COMPRESSION, "The server compresses what it encrypts");
		}
		if (Boolean.FALSE.equals(this.features.secureRenegotiation())) {
			add(Code.INSECURE_RENEGOTIATION, "The server does not answer renegotiation_info (RFC 5746)");
		}
	}

	private static Map<String, List<SuiteTraits>> byWeakness(List<SuiteTraits> suites,
			Function<SuiteTraits, List<String>> weaknesses) {
		Map<String, List<SuiteTraits>> found = new LinkedHashMap<>();
		for (SuiteTraits suite : suites) {
			weaknesses.apply(suite)
				.forEach((weakness) -> found.computeIfAbsent(weakness, (key) -> new ArrayList<>()).add(suite));
		}
		return found;
	}

	private static String names(List<SuiteTraits> suites) {
		return Weaknesses.few(suites.stream().map(SuiteTraits::name).toList());
	}

	private void add(Code code, String cause) {
		this.findings.add(Finding.of(code, cause));
	}

	private void add(Code code, Severity severity, String cause, String fix) {
		this.findings.add(new Finding(code, severity, cause, fix, null));
	}

}
