package handfast.validation;

import java.util.List;

/**
 * All lints of security §4 in order. A finding stops the certificate.
 */
public final class Lints {

	private Lints() {
	}

	/**
	 * What the lints have against the certificate; empty where nothing.
	 */
	public static List<Finding> check(LintSubject subject) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Only those that speak of the real signature (L03, L35, L36).
	 */
	public static List<Finding> checkSignature(LintSubject subject) {
		throw new UnsupportedOperationException();
	}

}
