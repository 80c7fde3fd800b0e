package handfast.validation.lints;

import java.io.IOException;
import java.io.OutputStream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentVerifier;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;

/**
 * Verifies signatures of certificates and CRLs through Bouncy Castle. The few keys of our
 * CAs come again and again, so what was made of them is kept.
 */
final class Signatures {

	private static final JcaContentVerifierProviderBuilder BUILDER = new JcaContentVerifierProviderBuilder()
		.setProvider(new BouncyCastleProvider());

	private static final Cache<SubjectPublicKeyInfo, ContentVerifierProvider> KEYS = Caffeine.newBuilder()
		.maximumSize(64)
		.build();

	private Signatures() {
	}

	/**
	 * Whether the signature is the key's. Whatever can't be judged is not.
	 */
	static boolean verifies(SubjectPublicKeyInfo key, AlgorithmIdentifier algorithm, ASN1Encodable signed,
			ASN1BitString signature) {
		try {
			ContentVerifierProvider provider = KEYS.getIfPresent(key);
			if (provider == null) {
				provider = BUILDER.build(key);
				KEYS.put(key, provider);
			}
			ContentVerifier verifier = provider.get(algorithm);
			try (OutputStream output = verifier.getOutputStream()) {
				output.write(signed.toASN1Primitive().getEncoded(ASN1Encoding.DER));
			}
			return verifier.verify(signature.getOctets());
		}
		catch (OperatorCreationException | IOException | RuntimeException ex) {
			return false;
		}
	}

}
