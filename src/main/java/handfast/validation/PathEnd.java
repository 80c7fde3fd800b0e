package handfast.validation;

import java.util.List;

/**
 * Why a path does not reach an anchor.
 */
final class PathEnd {

	private PathEnd() {
	}

	/**
	 * Explains the end of the longest way that was found.
	 */
	static Finding explain(List<PathCertificate> path, PathBuilder builder, PathSignatures signatures) {
		PathCertificate last = path.getLast();
		if (last.isSelfIssued() && signatures.verifies(last, last.publicKey())) {
			return (path.size() == 1)
					? Finding.of(Code.SELF_SIGNED, last.shownSubject() + " is signed by its own key and by no CA")
					: Finding.of(Code.UNTRUSTED_ROOT,
							"The path ends in " + last.shownSubject() + ", which is not among the trusted roots");
		}
		if (signatures.areUsedUp()) {
			return Finding.of(Code.INCOMPLETE_CHAIN,
					"No path to a trusted root was found among the first " + "certificates; too many look alike");
		}
		List<PathCertificate> namesakes = builder.issuersOf(last)
			.stream()
			.filter((issuer) -> !path.contains(issuer))
			.toList();
		if (!namesakes.isEmpty() && namesakes.stream().noneMatch(last::mayNameKeyOf)) {
			return Finding.of(builder.isAnchor(namesakes.getFirst()) ? Code.UNTRUSTED_ROOT : Code.INCOMPLETE_CHAIN,
					last.shownSubject() + " is issued by a CA named " + last.shownIssuer()
							+ " with another key than the one that is here");
		}
		if (!namesakes.isEmpty()) {
			return Finding.of(Code.BAD_SIGNATURE, last.shownSubject() + " has a signature that does not verify under"
					+ " the key of " + last.shownIssuer());
		}
		// The issuer of a CA is most likely a root, and roots are not sent.
		return last.isCa()
				? Finding.of(Code.UNTRUSTED_ROOT,
						"The path ends in " + last.shownSubject() + ", issued by " + last.shownIssuer()
								+ ", which is neither sent nor among the trusted roots")
				: Finding.of(Code.INCOMPLETE_CHAIN, "The certificate of " + last.shownIssuer() + ", which issued "
						+ last.shownSubject() + ", is not sent");
	}

}
