package handfast.key;

import java.util.UUID;

import handfast.x509.KeyAlgorithm;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * The key that a certificate is for. Where Handfast made it, {@code wrapped} is the
 * private key encrypted for the row {@code id}; where it came in a CSR, there is none.
 */
public record SubjectKey(UUID id, KeyAlgorithm algorithm, SubjectPublicKeyInfo publicKey,
		@Nullable WrappedKey wrapped) {

	public boolean held() {
		return this.wrapped != null;
	}

}
