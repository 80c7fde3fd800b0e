package handfast.authority;

import java.security.KeyPair;
import java.util.Arrays;

import handfast.key.CryptoProviders;
import handfast.key.KeyPairs;
import handfast.key.WrappedKey;
import handfast.key.Wrapping;
import handfast.problem.ProblemType;
import handfast.x509.KeyAlgorithm;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

import org.springframework.stereotype.Component;

/**
 * Makes the keys of CAs and opens them.
 */
@Component
class CaKeyPairs {

	private final Wrapping wrapping;

	private final CryptoProviders providers;

	private final KeyPairs pairs;

	CaKeyPairs(Wrapping wrapping, CryptoProviders providers, KeyPairs pairs) {
		this.wrapping = wrapping;
		this.providers = providers;
		this.pairs = pairs;
	}

	KeyPair make(KeyAlgorithm algorithm) {
		return this.pairs.make(algorithm);
	}

	WrappedKey wrap(CaKey key, KeyPair pair) {
		return wrap(key.kek(), pair, CaKey.aad(key.authority(), key.keyId()));
	}

	WrappedKey wrap(Wrapping.Kek kek, KeyPair pair, String aad) {
		byte[] pkcs8 = pair.getPrivate().getEncoded();
		try {
			return this.wrapping.wrap(kek, pkcs8, aad);
		}
		finally {
			Arrays.fill(pkcs8, (byte) 0);
		}
	}

	/**
	 * The handle that signs with the key.
	 * @throws handfast.problem.Problem {@code SEALED} where the key that wraps it is not
	 * here
	 */
	CaSigner open(CaKey key) {
		WrappedKey wrapped = key.wrapped();
		if (wrapped == null) {
			throw ProblemType.AUTHORITY_FAULTY.because("The key " + key.keyId() + " of this CA has been destroyed.");
		}
		return open(key.algorithm(), key.kek(), wrapped, CaKey.aad(key.authority(), key.keyId()));
	}

	CaSigner open(KeyAlgorithm algorithm, Wrapping.Kek kek, WrappedKey wrapped, String aad) {
		byte[] pkcs8 = this.wrapping.unwrap(kek, wrapped, aad);
		try {
			return new SoftwareSigner(algorithm, this.providers.privateKey(algorithm, pkcs8),
					this.providers.fastest(algorithm));
		}
		finally {
			Arrays.fill(pkcs8, (byte) 0);
		}
	}

	/**
	 * A throw-away key for rehearsals, never stored.
	 */
	RehearsalKey rehearsalKey(KeyAlgorithm algorithm) {
		KeyPair pair = make(algorithm);
		SubjectPublicKeyInfo spki = SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
		CaSigner signer = new SoftwareSigner(algorithm,
				this.providers.privateKey(algorithm, pair.getPrivate().getEncoded()),
				this.providers.fastest(algorithm));
		return new RehearsalKey(signer, spki);
	}

}
