package handfast.handshake;

import java.security.PrivateKey;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import javax.net.ssl.X509ExtendedKeyManager;

import handfast.profile.Profile.Purpose;
import handfast.x509.ObservedName;
import org.jspecify.annotations.Nullable;

/**
 * A self-test: a server that was given exactly this key and chain and a client that
 * trusts only the anchors shake hands inside the process; for a client certificate the
 * other way round (mTLS).
 *
 * @param certificate id in the inventory; null for a bundle of none
 * @param privateKey as read back from the delivered bytes
 * @param keyManager what a Java server makes of those bytes; null where its TLS does not
 * know the key
 * @param chain DER as read back from the delivered bytes, leaf first
 * @param anchors DER of what the client trusts
 * @param names of the certificate
 * @param purposes roles to prove
 * @param proven SHA-256 (hex) of the delivered bytes
 */
public record ProofOrder(@Nullable UUID certificate, PrivateKey privateKey, @Nullable X509ExtendedKeyManager keyManager,
		List<byte[]> chain, List<byte[]> anchors, List<ObservedName> names, Set<Purpose> purposes, String proven) {

	/**
	 * The same for a client that trusts another root.
	 */
	ProofOrder trusting(byte[] root) {
		return new ProofOrder(this.certificate, this.privateKey, this.keyManager, this.chain, List.of(root), this.names,
				this.purposes, this.proven);
	}

	@Override
	public String toString() {
		return "ProofOrder[" + this.certificate + "]";
	}

}
