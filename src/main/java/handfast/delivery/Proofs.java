package handfast.delivery;

import handfast.certificate.Certificate;

/**
 * Certificates with the summary of a proof.
 */
final class Proofs {

	/**
	 * There is no key here to shake hands with.
	 */
	static final Certificate.Proof NOT_RUN = new Certificate.Proof("not-run", null, "[]");

	private Proofs() {
	}

	static Certificate with(Certificate it, Certificate.Proof proof) {
		return new Certificate(it.id(), it.state(), it.kind(), it.serial(), it.owner(), it.profile(),
				it.profileVersion(), it.names(), it.subject(), it.issuer(), it.authority(), it.issuerKey(), it.shard(),
				it.notBefore(), it.notAfter(), it.fingerprint(), it.keyAlgorithm(), it.subjectKey(), it.keyHeld(),
				it.lineage(), it.predecessor(), it.successor(), it.revocation(), it.der(), it.chain(), proof,
				it.createdAt(), it.onHold());
	}

}
