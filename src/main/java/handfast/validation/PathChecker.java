package handfast.validation;

/**
 * The strict path checker of security §8: RFC 5280 §6.1 and RFC 9525, on the chain as
 * sent and, where that fails, rebuilt from the same certificates.
 */
public final class PathChecker {

	private PathChecker() {
	}

	public static PathVerdict check(PathQuery query) {
		throw new UnsupportedOperationException();
	}

}
