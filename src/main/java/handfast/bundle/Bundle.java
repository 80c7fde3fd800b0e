package handfast.bundle;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A file with a private key and its chain, ready to be handed over.
 */
public record Bundle(BundleOrder order, byte[] bytes, String mediaType, String fileExtension) {

	/**
	 * Such as {@code shop.test.p12}.
	 */
	public String fileName() {
		return this.order.alias() + "." + this.fileExtension;
	}

	/**
	 * SHA-256 of the bytes: what is proven is what is delivered.
	 */
	public byte[] digest() {
		try {
			return MessageDigest.getInstance("SHA-256").digest(this.bytes);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public String toString() {
		return "Bundle[" + this.order.format() + ", " + this.bytes.length + " bytes]";
	}

}
