package handfast.validation;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import handfast.x509.CorrettoProvider;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentVerifier;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;

/**
 * Verifies signatures of certificates and CRLs: ECDSA by the Corretto provider where
 * there is one, all else by Bouncy Castle. What verified is remembered by the SHA-256 of
 * all that went in: the answer for the same bytes never changes, so this stays a pure
 * function.
 */
public final class Verifications {

	// RFC 5758 §3.2: without parameters, not even NULL.
	private static final Map<AlgorithmIdentifier, String> FAST = Map.of(
			new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256), "SHA256withECDSA",
			new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA384), "SHA384withECDSA",
			new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA512), "SHA512withECDSA");

	private static final JcaContentVerifierProviderBuilder BOUNCY_CASTLE = new JcaContentVerifierProviderBuilder()
		.setProvider(new BouncyCastleProvider());

	// The few keys of our CAs come again and again.
	private static final Cache<SubjectPublicKeyInfo, PublicKey> KEYS = Caffeine.newBuilder().maximumSize(64).build();

	private static final Cache<ByteBuffer, Boolean> VERIFIED = Caffeine.newBuilder()
		.maximumSize(4000)
		.expireAfterAccess(Duration.ofMinutes(10))
		.build();

	private Verifications() {
	}

	/**
	 * Whether the signature is the key's. Whatever can't be judged is not.
	 */
	public static boolean verifies(SubjectPublicKeyInfo key, AlgorithmIdentifier algorithm, byte[] signed,
			byte[] signature) {
		return verifies(key, algorithm, ByteBuffer.wrap(signed), signature);
	}

	/**
	 * The same for what lies within an array.
	 * @param signed left as it is
	 */
	public static boolean verifies(SubjectPublicKeyInfo key, AlgorithmIdentifier algorithm, ByteBuffer signed,
			byte[] signature) {
		try {
			ByteBuffer question = question(key, algorithm, signed, signature);
			if (VERIFIED.getIfPresent(question) != null) {
				return true;
			}
			boolean verified = verifiesNow(key, algorithm, signed, signature);
			if (verified) {
				VERIFIED.put(question, true);
			}
			return verified;
		}
		// A key or parameter that the library can't use has signed nothing.
		catch (GeneralSecurityException | OperatorException | IOException | RuntimeException ex) {
			return false;
		}
	}

	private static boolean verifiesNow(SubjectPublicKeyInfo key, AlgorithmIdentifier algorithm, ByteBuffer signed,
			byte[] signature) throws GeneralSecurityException, OperatorException, IOException {
		String name = FAST.get(algorithm);
		Optional<Provider> provider = CorrettoProvider.find();
		if (name != null && provider.isPresent() && isEc(key)) {
			Signature verifier = Signature.getInstance(name, provider.get());
			verifier.initVerify(read(key, provider.get()));
			verifier.update(signed.duplicate());
			return verifier.verify(signature);
		}
		ContentVerifier verifier = BOUNCY_CASTLE.build(key).get(algorithm);
		try (OutputStream output = verifier.getOutputStream()) {
			output.write(signed.array(), signed.arrayOffset(), signed.remaining());
		}
		return verifier.verify(signature);
	}

	private static boolean isEc(SubjectPublicKeyInfo key) {
		return X9ObjectIdentifiers.id_ecPublicKey.equals(key.getAlgorithm().getAlgorithm());
	}

	private static PublicKey read(SubjectPublicKeyInfo key, Provider provider)
			throws GeneralSecurityException, IOException {
		PublicKey known = KEYS.getIfPresent(key);
		if (known == null) {
			known = KeyFactory.getInstance("EC", provider)
				.generatePublic(new X509EncodedKeySpec(key.getEncoded(ASN1Encoding.DER)));
			KEYS.put(key, known);
		}
		return known;
	}

	// Each part is DER or behind one, so no two questions are spelt alike.
	private static ByteBuffer question(SubjectPublicKeyInfo key, AlgorithmIdentifier algorithm, ByteBuffer signed,
			byte[] signature) throws IOException, NoSuchAlgorithmException {
		MessageDigest digest = MessageDigest.getInstance("SHA-256");
		digest.update(key.getEncoded(ASN1Encoding.DER));
		digest.update(algorithm.getEncoded(ASN1Encoding.DER));
		digest.update(signed.duplicate());
		digest.update(signature);
		return ByteBuffer.wrap(digest.digest());
	}

}
