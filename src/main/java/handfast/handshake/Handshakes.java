package handfast.handshake;

import handfast.access.Caller;

/**
 * Shakes hands and tells what happened.
 */
public interface Handshakes {

	/**
	 * Shakes hands with a site, keeps the report.
	 */
	HandshakeReport verify(SiteOrder order, Caller caller);

	/**
	 * Shakes hands inside the process, keeps the report. Warm, a few milliseconds.
	 */
	HandshakeReport prove(ProofOrder order);

	/**
	 * DER of the roots that {@code trust: handfast} means. Implemented by a module above.
	 */
	@FunctionalInterface
	interface OwnAnchors {

		java.util.List<byte[]> anchors();

	}

}
