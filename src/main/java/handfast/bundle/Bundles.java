package handfast.bundle;

import java.security.PrivateKey;
import java.util.List;

/**
 * Makes bundles and reads them back.
 */
public interface Bundles {

	/**
	 * Makes the file.
	 * @param chain DER of leaf, then issuing CA; never the root
	 */
	Bundle make(BundleOrder order, PrivateKey key, List<byte[]> chain);

	/**
	 * Reads the bytes as a consumer would, with the password of the order.
	 */
	OpenedBundle open(Bundle bundle);

}
