package handfast.bundle;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.List;

import handfast.x509.Secret;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's own old keystore, for software that takes nothing else.
 */
class JksForm implements BundleForm {

	@Override
	public String mediaType() {
		return "application/x-java-keystore";
	}

	@Override
	public String fileExtension() {
		return "jks";
	}

	@Override
	public byte[] write(BundleOrder order, PrivateKey key, List<byte[]> chain)
			throws IOException, GeneralSecurityException {
		char[] password = Passwords.require(order.password());
		KeyStore keystore = KeyStore.getInstance("JKS");
		keystore.load(null, null);
		keystore.setKeyEntry(order.alias(), new Portable(key.getAlgorithm(), PortableKeys.pkcs8(key).getEncoded()),
				password, JdkKeystores.certificates(chain));
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		keystore.store(bytes, password);
		return bytes.toByteArray();
	}

	@Override
	public OpenedBundle read(byte[] bytes, @Nullable Secret password) throws IOException, GeneralSecurityException {
		return JdkKeystores.read(KeyStore.getInstance("JKS"), new ByteArrayInputStream(bytes),
				Passwords.require(password));
	}

	// JKS keeps the encoding that the key itself gives.
	private record Portable(String algorithm, byte[] pkcs8) implements PrivateKey {

		@Override
		public String getAlgorithm() {
			return this.algorithm;
		}

		@Override
		public String getFormat() {
			return "PKCS#8";
		}

		@Override
		public byte[] getEncoded() {
			return this.pkcs8.clone();
		}

		@Override
		public String toString() {
			return "***";
		}

	}

}
