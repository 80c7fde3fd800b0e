package handfast.key;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;

import handfast.x509.KeyAlgorithm;

import org.springframework.stereotype.Component;

/**
 * Makes key pairs. RSA by the fastest provider, which takes half of Bouncy Castle's time;
 * all others by Bouncy Castle, in well under a millisecond.
 */
@Component
public class KeyPairs {

	private final CryptoProviders providers;

	private final SecureRandom random;

	KeyPairs(CryptoProviders providers, SecureRandom random) {
		this.providers = providers;
		this.random = random;
	}

	public KeyPair make(KeyAlgorithm algorithm) {
		Provider provider = algorithm.isRsa() ? this.providers.fastest(algorithm) : this.providers.bouncyCastle();
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance(CryptoProviders.jcaName(algorithm), provider);
			switch (algorithm) {
				case EC_P256 -> generator.initialize(new ECGenParameterSpec("secp256r1"), this.random);
				case EC_P384 -> generator.initialize(new ECGenParameterSpec("secp384r1"), this.random);
				case EC_P521 -> generator.initialize(new ECGenParameterSpec("secp521r1"), this.random);
				case RSA_2048 -> generator.initialize(rsa(2048), this.random);
				case RSA_3072 -> generator.initialize(rsa(3072), this.random);
				case RSA_4096 -> generator.initialize(rsa(4096), this.random);
				// The name alone says all
				case ED25519, ED448, ML_DSA_44, ML_DSA_65, ML_DSA_87 -> {
				}
			}
			return generator.generateKeyPair();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static RSAKeyGenParameterSpec rsa(int bits) {
		return new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4);
	}

}
