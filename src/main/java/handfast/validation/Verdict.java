package handfast.validation;

import java.util.Comparator;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What findings come to, the same for handshakes and for files.
 */
public enum Verdict {

	PASSED, PASSED_WITH_WARNINGS, FAILED;

	public static Verdict of(List<Finding> findings) {
		if (hasAny(findings, Severity.ERROR)) {
			return FAILED;
		}
		return hasAny(findings, Severity.WARNING) ? PASSED_WITH_WARNINGS : PASSED;
	}

	/**
	 * Each finding once and the most severe first; among equals the order in which they
	 * were found, which is the causal one.
	 */
	public static List<Finding> sorted(List<Finding> findings) {
		return findings.stream().distinct().sorted(Comparator.comparing(Finding::severity)).toList();
	}

	@JsonValue
	public String label() {
		return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
	}

	private static boolean hasAny(List<Finding> findings, Severity severity) {
		return findings.stream().anyMatch((finding) -> finding.severity() == severity);
	}

}
