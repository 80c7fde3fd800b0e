package handfast.validation.lints;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import handfast.x509.EncodedCrl;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * A CRL taken apart once for all lints.
 *
 * @param issuer the CA's certificate
 * @param previousNumber of the CRL before, null for the first
 * @param distributionPoint address of the shard, null for the whole list
 */
record CrlSpecimen(EncodedCrl crl, X509CertificateHolder issuer, @Nullable BigInteger previousNumber,
		@Nullable String distributionPoint) {

	/**
	 * Extensions that entries have, encoded, each once: few are unlike.
	 */
	List<byte[]> entryExtensions() {
		Set<ByteBuffer> encoded = new HashSet<>();
		this.crl.forEachEntry((entry) -> {
			if (entry.extensions() != null) {
				encoded.add(ByteBuffer.wrap(entry.extensions()));
			}
		});
		return encoded.stream().map(ByteBuffer::array).toList();
	}

	/**
	 * A self-signed CA is a root: its CRL speaks of CA certificates.
	 */
	boolean isOfRoot() {
		return this.issuer.getSubject().equals(this.issuer.getIssuer());
	}

}
