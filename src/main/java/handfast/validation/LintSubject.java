package handfast.validation;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * A certificate before the lints: the rehearsal copy, or the real one.
 *
 * @param role what it is to be
 * @param issuers certificates above it, nearest first; empty for a root
 * @param rules what its profile allows
 * @param issuerPublicKey the key that its signature is checked under: the issuer's, or
 * the throw-away key's for a rehearsal copy; null for that of the nearest issuer, which
 * for a root is its own
 */
public record LintSubject(X509CertificateHolder certificate, Role role, List<X509CertificateHolder> issuers,
		Rules rules, @Nullable SubjectPublicKeyInfo issuerPublicKey) {

	/**
	 * What a certificate is to be. A cross-certificate is one of a root by another root.
	 */
	public enum Role {

		ROOT, ISSUING_CA, CROSS_CA, END_ENTITY, OCSP_SIGNER

	}

	/**
	 * What the profile allows.
	 *
	 * @param purposes OIDs of extended key usages
	 * @param nameTypes {@code dns}, {@code ip}, {@code email}, {@code uri}
	 * @param pathLength of an issuing CA: how many CAs may stand below it
	 */
	public record Rules(Duration maximumValidity, Set<String> purposes, Set<String> nameTypes, boolean freeSubject,
			boolean keyEncipherment, int pathLength) {

		public Rules(Duration maximumValidity, Set<String> purposes, Set<String> nameTypes, boolean freeSubject,
				boolean keyEncipherment) {
			this(maximumValidity, purposes, nameTypes, freeSubject, keyEncipherment, 0);
		}

	}

}
