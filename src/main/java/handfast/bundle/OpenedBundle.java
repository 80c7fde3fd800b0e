package handfast.bundle;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a consumer finds in a bundle: read back from its bytes alone.
 */
public record OpenedBundle(PrivateKey privateKey, List<X509Certificate> chain) {

	@Override
	public String toString() {
		return "OpenedBundle[" + this.chain.size() + " certificates]";
	}

}
