package handfast.authority;

import java.security.PrivateKey;
import java.util.List;

import handfast.x509.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Reads a private key and its chain from a file. Files are known above this module.
 */
public interface KeystoreOpener {

	/**
	 * @param pem whether the file is PEM; else PKCS #12
	 * @throws handfast.x509.MalformedException with the code and what is wrong
	 */
	Opened open(byte[] file, boolean pem, @Nullable Secret password);

	/**
	 * What was in it.
	 *
	 * @param chain DER, that of the key first
	 */
	record Opened(PrivateKey key, List<byte[]> chain) {

		@Override
		public String toString() {
			return "Opened[" + this.chain.size() + " certificates]";
		}

	}

}
