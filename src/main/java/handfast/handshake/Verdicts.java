package handfast.handshake;

import java.util.ArrayList;
import java.util.List;

import handfast.handshake.HandshakeReport.Step;
import handfast.validation.Finding;
import handfast.validation.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * From findings to a verdict.
 */
final class Verdicts {

	private Verdicts() {
	}

	static String of(List<Finding> findings) {
		return Verdict.of(findings).label();
	}

	static List<Finding> sorted(List<Finding> findings) {
		return Verdict.sorted(findings);
	}

	/**
	 * The findings with the step at which each showed: that of the certificate for what
	 * is wrong with the chain, the last one for what ended the handshake.
	 */
	static List<Finding> placed(List<Finding> ofHandshake, List<Finding> ofChain, List<Step> steps) {
		Integer last = steps.isEmpty() ? null : steps.getLast().number();
		Integer certificate = numberOf(steps, "Certificate");
		List<Finding> placed = new ArrayList<>();
		ofHandshake.forEach((finding) -> {
			Integer shown = switch (finding.code()) {
				case PROTOCOL_TOO_OLD -> numberOf(steps, "ServerHello");
				case CLIENT_CERTIFICATE_REQUIRED -> numberOf(steps, "CertificateRequest");
				case KEY_MISMATCH -> numberOf(steps, "CertificateVerify", "ServerKeyExchange");
				case MALFORMED_CERTIFICATE -> certificate;
				default -> null;
			};
			placed.add(at(finding, (shown != null) ? shown : last));
		});
		ofChain.forEach((finding) -> placed.add(at(finding, certificate)));
		return sorted(placed);
	}

	private static @Nullable Integer numberOf(List<Step> steps, String... messages) {
		return steps.stream()
			.filter((step) -> step.from().equals("server") && List.of(messages).contains(step.message()))
			.map(Step::number)
			.findFirst()
			.orElse(null);
	}

	private static Finding at(Finding finding, @Nullable Integer step) {
		return new Finding(finding.code(), finding.severity(), finding.cause(), finding.fix(), step);
	}

}
