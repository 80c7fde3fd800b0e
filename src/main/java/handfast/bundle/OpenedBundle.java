package handfast.bundle;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.X509ExtendedKeyManager;

import org.jspecify.annotations.Nullable;

/**
 * What a consumer finds in a bundle: read back from its bytes alone.
 *
 * @param keyManager what a Java server makes of the file; null for keys that the JDK's
 * TLS does not know
 */
public record OpenedBundle(PrivateKey privateKey, List<X509Certificate> chain,
		@Nullable X509ExtendedKeyManager keyManager) {

	@Override
	public String toString() {
		return "OpenedBundle[" + this.chain.size() + " certificates]";
	}

}
