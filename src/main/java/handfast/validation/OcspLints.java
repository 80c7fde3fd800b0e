package handfast.validation;

import java.util.List;

import handfast.validation.lints.Catalogue;

/**
 * The lints of OCSP answers (L01, L40). That of their signer (L39) is one of
 * {@link Lints}.
 */
public final class OcspLints {

	private OcspLints() {
	}

	/**
	 * What they have against the answer; empty where nothing.
	 */
	public static List<Finding> check(OcspSubject subject) {
		return Catalogue.check(subject);
	}

}
