package handfast.bundle;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jcajce.interfaces.MLDSAPrivateKey;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/**
 * Private keys as PKCS #8 in the one encoding that all readers share: version 1, without
 * the public key beside it.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5208#section-5 RFC 5208 §5
 */
final class PortableKeys {

	// Never registered; its constructor fills the table that getPrivateKey looks into.
	private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

	private PortableKeys() {
	}

	/**
	 * OpenSSL 3.0 does not read version 2 (RFC 5958), which Bouncy Castle writes for
	 * Ed25519 and Ed448.
	 */
	static PrivateKeyInfo pkcs8(PrivateKey key) throws IOException {
		PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getEncoded());
		if (key instanceof MLDSAPrivateKey mlDsa) {
			// RFC 9881 §6 has three forms; JDK 25 reads the expanded key alone.
			return new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), new DEROctetString(mlDsa.getPrivateData()));
		}
		return new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), info.parsePrivateKey());
	}

	/**
	 * The key as one of Bouncy Castle's, which its TLS needs.
	 */
	static PrivateKey read(PrivateKeyInfo info) throws IOException, GeneralSecurityException {
		@Nullable PrivateKey key = BouncyCastleProvider.getPrivateKey(info);
		if (key == null) {
			throw new InvalidKeyException(
					"No key of a known kind: " + info.getPrivateKeyAlgorithm().getAlgorithm().getId());
		}
		return key;
	}

	static PrivateKey read(PrivateKey key) throws IOException, GeneralSecurityException {
		return read(PrivateKeyInfo.getInstance(key.getEncoded()));
	}

	/**
	 * The key as one of the JDK's, which its TLS signs with.
	 */
	static PrivateKey jdk(PrivateKey key) throws IOException, GeneralSecurityException {
		PrivateKeyInfo info = pkcs8(key);
		ASN1ObjectIdentifier kind = info.getPrivateKeyAlgorithm().getAlgorithm();
		String algorithm = kind.equals(PKCSObjectIdentifiers.rsaEncryption) ? "RSA"
				: kind.equals(X9ObjectIdentifiers.id_ecPublicKey) ? "EC" : "EdDSA";
		return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
	}

	static BouncyCastleProvider provider() {
		return PROVIDER;
	}

}
