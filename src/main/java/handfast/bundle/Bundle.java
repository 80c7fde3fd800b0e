package handfast.bundle;

/**
 * A file with a private key and its chain, ready to be handed over.
 */
public record Bundle(BundleOrder order, byte[] bytes, String mediaType, String fileExtension) {

	@Override
	public String toString() {
		return "Bundle[" + this.order.format() + ", " + this.bytes.length + " bytes]";
	}

}
