package handfast.handshake;

import java.util.List;
import java.util.UUID;

/**
 * Knows which anchors came with a certificate of another CA. Implemented by the module
 * that brings such in.
 */
@FunctionalInterface
public interface AnchorsBroughtAlong {

	/**
	 * DER of the anchors; empty where none came.
	 */
	List<byte[]> anchorsOf(UUID certificate);

}
