package handfast.bundle;

import java.time.Instant;
import java.util.List;

import handfast.bundle.BundleOrder.Format;
import handfast.x509.Secret;
import org.jspecify.annotations.Nullable;

/**
 * What is to be inspected, and by which measure.
 *
 * @param files text files are judged together, as a server takes chain and key; keystores
 * go one at a time
 * @param password of keystore or key; null for none
 * @param trust DER of the anchors; null for our own root and the system's
 * @param serverName that the leaf must hold; null for none
 * @param at the time that dates are judged at; null for now
 */
public record InspectionOrder(List<NamedFile> files, @Nullable Secret password, @Nullable List<byte[]> trust,
		@Nullable String serverName, @Nullable Instant at) {

	/**
	 * A file.
	 *
	 * @param called the kind that its name or field says; null where it says none
	 */
	public record NamedFile(@Nullable Format called, byte[] bytes) {

		@Override
		public String toString() {
			return "NamedFile[" + this.bytes.length + " bytes]";
		}

	}

}
