package handfast.key;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.util.Arrays;

import handfast.x509.KeyAlgorithm;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class CryptoProvidersTests {

	private static final byte[] MESSAGE = { 1, 2, 3 };

	@ParameterizedTest
	@EnumSource(names = { "EC_P256", "EC_P384", "EC_P521", "RSA_2048", "ED25519", "ML_DSA_44" })
	void signsByTheFastestWhatBouncyCastleVerifies(KeyAlgorithm algorithm) throws Exception {
		CryptoProviders fast = KeyFixture.PROVIDERS;
		CryptoProviders slow = CryptoProviders.withoutCorretto();
		KeyPair pair = Requests.pair(algorithm);
		SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
		PrivateKey ownKey = fast.privateKey(algorithm, pair.getPrivate().getEncoded());
		for (PrivateKey signing : new PrivateKey[] { ownKey, pair.getPrivate() }) {
			Signature signer = signature(algorithm, fast.fastest(algorithm));
			signer.initSign(signing);
			signer.update(MESSAGE);
			Signature verifier = signature(algorithm, slow.fastest(algorithm));
			verifier.initVerify(slow.publicKey(algorithm, key));
			verifier.update(MESSAGE);
			assertThat(verifier.verify(signer.sign())).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource
	void registersNoProvider(KeyAlgorithm algorithm) {
		Provider fastest = KeyFixture.PROVIDERS.fastest(algorithm);
		assertThat(Arrays.stream(Security.getProviders()).map(Provider::getName)).doesNotContain(fastest.getName());
	}

	private static Signature signature(KeyAlgorithm algorithm, Provider provider) throws Exception {
		return Signature.getInstance(SignatureAlgorithm.usualFor(algorithm).jcaName(), provider);
	}

}
