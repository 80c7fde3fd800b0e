package handfast.bundle.file;

import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.RC2ParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.x509.MalformedException;
import handfast.x509.Secret;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.jspecify.annotations.Nullable;

/**
 * Opens what a password protects in one file, and remembers by which ciphers.
 */
final class Unlocking {

	private static final String TRIPLE_DES = "DESede";

	private static final Map<ASN1ObjectIdentifier, Scheme> OF_PKCS12 = Map.of(
			PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC,
			new Scheme(TRIPLE_DES, 24, 8, Code.KEYSTORE_OLD_ENCRYPTION),
			PKCSObjectIdentifiers.pbeWithSHAAnd128BitRC2_CBC, new Scheme("RC2", 16, 8, Code.KEYSTORE_RC2),
			PKCSObjectIdentifiers.pbeWithSHAAnd40BitRC2_CBC, new Scheme("RC2", 5, 8, Code.KEYSTORE_RC2));

	private static final Map<ASN1ObjectIdentifier, Scheme> OF_PBES2 = Map.of(NISTObjectIdentifiers.id_aes128_CBC,
			new Scheme("AES", 16, 16, null), NISTObjectIdentifiers.id_aes192_CBC, new Scheme("AES", 24, 16, null),
			NISTObjectIdentifiers.id_aes256_CBC, new Scheme("AES", 32, 16, null), PKCSObjectIdentifiers.des_EDE3_CBC,
			new Scheme(TRIPLE_DES, 24, 8, Code.KEYSTORE_OLD_ENCRYPTION));

	private static final Map<ASN1ObjectIdentifier, String> GCM = Map.of(NISTObjectIdentifiers.id_aes128_GCM,
			"AES-128-GCM", NISTObjectIdentifiers.id_aes192_GCM, "AES-192-GCM", NISTObjectIdentifiers.id_aes256_GCM,
			"AES-256-GCM");

	private final Derivation derivation;

	private final Set<Code> weak = new HashSet<>();

	private boolean oldPasswordForm;

	Unlocking(@Nullable Secret password) {
		this.derivation = new Derivation(password);
	}

	Derivation derivation() {
		return this.derivation;
	}

	/**
	 * Decrypts.
	 * @throws GeneralSecurityException most likely because the password is another
	 * @throws MalformedException {@code keystore-unreadable} or
	 * {@code key-derivation-too-costly}
	 */
	byte[] open(AlgorithmIdentifier algorithm, byte[] encrypted) throws GeneralSecurityException {
		if (PKCSObjectIdentifiers.id_PBES2.equals(algorithm.getAlgorithm())) {
			return openPbes2(PBES2Parameters.getInstance(algorithm.getParameters()), encrypted);
		}
		Scheme scheme = OF_PKCS12.get(algorithm.getAlgorithm());
		if (scheme == null) {
			throw Derivation.unreadable("is encrypted by " + algorithm.getAlgorithm() + ", which few readers know");
		}
		note(scheme);
		this.oldPasswordForm = true;
		PKCS12PBEParams parameters = PKCS12PBEParams.getInstance(algorithm.getParameters());
		ParametersWithIV derived = this.derivation.pkcs12(parameters.getIV(), parameters.getIterations(),
				scheme.keyBytes(), scheme.ivBytes());
		return scheme.decrypt(((KeyParameter) derived.getParameters()).getKey(), derived.getIV(), encrypted);
	}

	/**
	 * What is old about the ciphers that were met, the worst first.
	 */
	List<Finding> findings(String where) {
		return this.weak.stream().sorted().map((code) -> Finding.of(code, where + " " + code.cause())).toList();
	}

	/**
	 * Whether a part takes its password in UTF-16, as PKCS #12 did before PBES2.
	 */
	boolean hasOldPasswordForm() {
		return this.oldPasswordForm;
	}

	private byte[] openPbes2(PBES2Parameters parameters, byte[] encrypted) throws GeneralSecurityException {
		ASN1ObjectIdentifier cipher = parameters.getEncryptionScheme().getAlgorithm();
		Scheme scheme = OF_PBES2.get(cipher);
		if (scheme == null) {
			throw Derivation.unreadable("is encrypted by " + GCM.getOrDefault(cipher, cipher.getId())
					+ ", which neither the JDK nor OpenSSL opens in such a file");
		}
		note(scheme);
		byte[] iv = ASN1OctetString.getInstance(parameters.getEncryptionScheme().getParameters()).getOctets();
		return scheme.decrypt(this.derivation.pbes2(parameters.getKeyDerivationFunc(), scheme.keyBytes()), iv,
				encrypted);
	}

	private void note(Scheme scheme) {
		if (scheme.weakness() != null) {
			this.weak.add(scheme.weakness());
		}
	}

	private record Scheme(String cipher, int keyBytes, int ivBytes, @Nullable Code weakness) {

		byte[] decrypt(byte[] key, byte[] iv, byte[] encrypted) throws GeneralSecurityException {
			Cipher cipher = Cipher.getInstance(this.cipher + "/CBC/PKCS5Padding");
			cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, this.cipher), parameters(iv));
			return cipher.doFinal(encrypted);
		}

		private AlgorithmParameterSpec parameters(byte[] iv) {
			return this.cipher.equals("RC2") ? new RC2ParameterSpec(this.keyBytes * 8, iv) : new IvParameterSpec(iv);
		}

	}

}
