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
		Integer certificate = steps.stream()
			.filter((step) -> step.message().equals("Certificate") && step.from().equals("server"))
			.map(Step::number)
			.findFirst()
			.orElse(null);
		List<Finding> placed = new ArrayList<>();
		ofHandshake.forEach((finding) -> placed.add(at(finding, last)));
		ofChain.forEach((finding) -> placed.add(at(finding, certificate)));
		return sorted(placed);
	}

	private static Finding at(Finding finding, @Nullable Integer step) {
		return new Finding(finding.code(), finding.severity(), finding.cause(), finding.fix(), step);
	}

}
