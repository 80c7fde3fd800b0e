package handfast.key;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;

import handfast.x509.CorrettoProvider;
import handfast.x509.KeyAlgorithm;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Who computes what: Amazon's Corretto provider for EC and RSA where it loads, Bouncy
 * Castle for all else. Instances of our own, never registered, so that no library of ours
 * changes what others in the process get.
 */
@Component
public class CryptoProviders {

	private final Provider bouncyCastle = new BouncyCastleProvider();

	private final Optional<Provider> corretto;

	@Autowired
	public CryptoProviders() {
		this(CorrettoProvider.find());
	}

	private CryptoProviders(Optional<Provider> corretto) {
		this.corretto = corretto;
	}

	/**
	 * As on a platform that the Corretto provider does not know.
	 */
	public static CryptoProviders withoutCorretto() {
		return new CryptoProviders(Optional.empty());
	}

	public Provider bouncyCastle() {
		return this.bouncyCastle;
	}

	/**
	 * Whether the fast provider is there.
	 */
	public boolean accelerated() {
		return this.corretto.isPresent();
	}

	/**
	 * The fastest provider that makes keys, signs and verifies for this algorithm. It
	 * takes keys of Bouncy Castle too; those of {@link #privateKey} save it a translation
	 * at each signature.
	 */
	public Provider fastest(KeyAlgorithm algorithm) {
		return (algorithm.isEc() || algorithm.isRsa()) ? this.corretto.orElse(this.bouncyCastle) : this.bouncyCastle;
	}

	/**
	 * The key as {@link #fastest} likes it best, for one that signs often.
	 * @param pkcs8 a private key that we made
	 */
	public PrivateKey privateKey(KeyAlgorithm algorithm, byte[] pkcs8) {
		return privateKey(algorithm, pkcs8, fastest(algorithm));
	}

	/**
	 * The key for a verification by {@link #fastest}.
	 * @throws GeneralSecurityException where the bytes are no such key
	 */
	public PublicKey publicKey(KeyAlgorithm algorithm, SubjectPublicKeyInfo key) throws GeneralSecurityException {
		try {
			return KeyFactory.getInstance(jcaName(algorithm), fastest(algorithm))
				.generatePublic(new X509EncodedKeySpec(key.getEncoded(ASN1Encoding.DER)));
		}
		catch (IOException | RuntimeException ex) {
			throw new InvalidKeyException("Not a key of " + algorithm.label(), ex);
		}
	}

	PrivateKey privateKey(KeyAlgorithm algorithm, byte[] pkcs8, Provider provider) {
		try {
			return KeyFactory.getInstance(jcaName(algorithm), provider).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
		}
		catch (GeneralSecurityException ex) {
			// Not its cause: a message of a library could hold parts of the key
			throw new IllegalStateException("A stored " + algorithm.label() + " key can't be read");
		}
	}

	/**
	 * The algorithm of a key as JCA calls it.
	 */
	static String jcaName(KeyAlgorithm algorithm) {
		if (algorithm.isEc()) {
			return "EC";
		}
		return algorithm.isRsa() ? "RSA" : algorithm.label();
	}

}
