package handfast.authority;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import handfast.x509.DistinguishedName;
import handfast.x509.KeyAlgorithm;
import handfast.x509.PermitRule;
import handfast.x509.Secret;
import org.jspecify.annotations.Nullable;

/**
 * A CA that is wanted.
 */
sealed interface AuthorityOrder {

	String series();

	/**
	 * One whose key is made here.
	 *
	 * @param issuer the CA of ours that certifies it; null for the root in turn
	 * @param external whether a CA elsewhere certifies it
	 */
	record Made(String series, Optional<DistinguishedName> subject, KeyAlgorithm algorithm, Optional<Duration> lifetime,
			int pathLength, List<PermitRule> permitted, @Nullable UUID issuer,
			boolean external) implements AuthorityOrder {
	}

	/**
	 * One that is there already.
	 *
	 * @param pem whether the file is PEM; else PKCS #12
	 * @param trust PEM of anchors; null where the root is in the file
	 */
	record Imported(String series, byte[] file, boolean pem, @Nullable Secret password,
			@Nullable String trust) implements AuthorityOrder {

		String field() {
			return this.pem ? "/pem" : "/pkcs12";
		}

		@Override
		public String toString() {
			return "Imported[" + this.series + "]";
		}

	}

}
