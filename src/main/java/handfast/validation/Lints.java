package handfast.validation;

import java.util.List;

import handfast.validation.lints.Catalogue;

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
		return Catalogue.check(subject);
	}

	/**
	 * Only those that speak of the real signature (L03, L35, L36).
	 */
	public static List<Finding> checkSignature(LintSubject subject) {
		return Catalogue.checkSignature(subject);
	}

	/**
	 * Only those that speak of the bytes themselves (L01, L02, L09). Bouncy Castle
	 * refuses to read some of what they find, so they take any bytes and throw for none.
	 */
	public static List<Finding> checkEncoding(byte[] der) {
		return Catalogue.checkEncoding(der);
	}

}
