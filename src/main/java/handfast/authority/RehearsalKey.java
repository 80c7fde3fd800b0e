package handfast.authority;

import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * A throw-away key of a CA key's algorithm, made at start and held in memory alone. What
 * it signs can be judged like a certificate, and nobody trusts it (security §1.2).
 */
record RehearsalKey(CaSigner signer, SubjectPublicKeyInfo publicKey) {
}
