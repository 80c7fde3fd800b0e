package handfast.handshake;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Hashtable;
import java.util.List;
import java.util.Set;
import java.util.Vector;

import handfast.handshake.wire.Message;
import handfast.validation.Code;
import handfast.x509.KeyNames;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedDecryptor;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JceDefaultTlsCredentialedDecryptor;

/**
 * A private key with its chain, as one end of a handshake shows it.
 */
final class Credentials {

	// RFC 9881 §2
	private static final Set<String> ML_DSA = Set.of(NISTObjectIdentifiers.id_ml_dsa_44.getId(),
			NISTObjectIdentifiers.id_ml_dsa_65.getId(), NISTObjectIdentifiers.id_ml_dsa_87.getId());

	private final JcaTlsCrypto crypto;

	private final PrivateKey key;

	private final TlsCertificate[] chain;

	private final int[] schemes;

	private final boolean fitTls12;

	private Credentials(JcaTlsCrypto crypto, PrivateKey key, TlsCertificate[] chain, int[] schemes, boolean fitTls12) {
		this.crypto = crypto;
		this.key = key;
		this.chain = chain;
		this.schemes = schemes;
		this.fitTls12 = fitTls12;
	}

	/**
	 * Prepares them once for many handshakes.
	 * @throws Unusable where TLS has no signature scheme for the key or a certificate
	 * can't be read
	 */
	static Credentials of(JcaTlsCrypto crypto, Provider provider, PrivateKey key, List<byte[]> chain) {
		try {
			X509CertificateHolder leaf = new X509CertificateHolder(chain.getFirst());
			int[] schemes = schemesOf(leaf);
			boolean fitTls12 = !SignatureScheme.isMLDSA(schemes[0]);
			TlsCertificate[] certificates = new TlsCertificate[chain.size()];
			for (int i = 0; i < certificates.length; i++) {
				certificates[i] = crypto.createCertificate(chain.get(i));
				fitTls12 &= !ML_DSA.contains(certificates[i].getSigAlgOID());
			}
			return new Credentials(crypto, adopt(key, provider), certificates, schemes, fitTls12);
		}
		catch (IOException | GeneralSecurityException | RuntimeException ex) {
			throw new Unusable(ex);
		}
	}

	/**
	 * Whether TLS 1.2 can use them: it has no code point for ML-DSA, neither for the key
	 * nor for a signature of its chain.
	 */
	boolean fitTls12() {
		return this.fitTls12;
	}

	/**
	 * Whether the key signs with the suites of RSA; else with those of ECDSA, which serve
	 * EdDSA as well (RFC 8422).
	 */
	boolean isRsa() {
		return Message.contains(this.schemes, SignatureScheme.rsa_pkcs1_sha256);
	}

	/**
	 * Signs under a scheme that the peer takes.
	 * @param peerSchemes SignatureAndHashAlgorithms that the peer offers
	 * @param requestContext of the CertificateRequest; empty for a server
	 * @return null where the peer takes none of the key's schemes
	 */
	@org.jspecify.annotations.Nullable
	TlsCredentialedSigner signer(TlsContext context, Vector<?> peerSchemes, byte[] requestContext) {
		boolean tls13 = TlsUtils.isTLSv13(context);
		for (int scheme : this.schemes) {
			// RFC 9846 §4.2.3: no PKCS #1 v1.5 in TLS 1.3.
			boolean allowed = !tls13 || scheme != SignatureScheme.rsa_pkcs1_sha256;
			SignatureAndHashAlgorithm algorithm = SignatureScheme.getSignatureAndHashAlgorithm(scheme);
			if (allowed && peerSchemes.contains(algorithm)) {
				return new JcaDefaultTlsCredentialedSigner(new TlsCryptoParameters(context), this.crypto, this.key,
						certificate(tls13, requestContext), algorithm);
			}
		}
		return null;
	}

	/**
	 * Opens premaster secrets with the private key: RSA key exchange (RFC 5246 §7.4.7.1).
	 */
	TlsCredentialedDecryptor decryptor(TlsContext context) {
		TlsCredentialedDecryptor key = new JceDefaultTlsCredentialedDecryptor(this.crypto,
				certificate(false, TlsUtils.EMPTY_BYTES), this.key);
		return new TlsCredentialedDecryptor() {

			@Override
			public Certificate getCertificate() {
				return key.getCertificate();
			}

			@Override
			public TlsSecret decrypt(TlsCryptoParameters parameters, byte[] ciphertext) throws IOException {
				TlsSecret opened = key.decrypt(parameters, ciphertext);
				return (context.getCrypto() instanceof NotingCrypto noting) ? noting.note(opened) : opened;
			}

		};
	}

	private Certificate certificate(boolean tls13, byte[] requestContext) {
		if (!tls13) {
			return new Certificate(this.chain);
		}
		CertificateEntry[] entries = new CertificateEntry[this.chain.length];
		for (int i = 0; i < entries.length; i++) {
			entries[i] = new CertificateEntry(this.chain[i], new Hashtable<>());
		}
		return new Certificate(requestContext, entries);
	}

	// Keys of other providers are read again, since ML-DSA signs with the library's
	// alone.
	private static PrivateKey adopt(PrivateKey key, Provider provider) throws GeneralSecurityException {
		byte[] encoded = key.getEncoded();
		if (encoded == null || key.getClass().getName().startsWith("org.bouncycastle.")) {
			return key;
		}
		return KeyFactory.getInstance(key.getAlgorithm(), provider).generatePrivate(new PKCS8EncodedKeySpec(encoded));
	}

	private static int[] schemesOf(X509CertificateHolder leaf) {
		return switch (KeyNames.of(leaf.getSubjectPublicKeyInfo())) {
			case "EC-P256" -> new int[] { SignatureScheme.ecdsa_secp256r1_sha256 };
			case "EC-P384" -> new int[] { SignatureScheme.ecdsa_secp384r1_sha384 };
			case "EC-P521" -> new int[] { SignatureScheme.ecdsa_secp521r1_sha512 };
			case "Ed25519" -> new int[] { SignatureScheme.ed25519 };
			case "Ed448" -> new int[] { SignatureScheme.ed448 };
			case "ML-DSA-44" -> new int[] { SignatureScheme.mldsa44 };
			case "ML-DSA-65" -> new int[] { SignatureScheme.mldsa65 };
			case "ML-DSA-87" -> new int[] { SignatureScheme.mldsa87 };
			case String name when name.startsWith("RSA-") ->
				new int[] { SignatureScheme.rsa_pss_rsae_sha256, SignatureScheme.rsa_pkcs1_sha256 };
			case String name -> throw new IllegalArgumentException("TLS has no signature scheme for " + name);
		};
	}

	/**
	 * Key and chain that no handshake can be made with.
	 */
	static final class Unusable extends RuntimeException {

		Unusable(Exception cause) {
			// The cause's message may quote bytes of the key: only its kind is told.
			super(Code.KEY_MISMATCH.slug() + ": " + cause.getClass().getSimpleName(), null, false, false);
		}

	}

}
