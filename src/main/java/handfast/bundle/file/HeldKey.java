package handfast.bundle.file;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed448PrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.jspecify.annotations.Nullable;

/**
 * A private key of a stranger's file. Only its public half ever leaves, computed from the
 * secret one: what a file says beside it may belong to another.
 */
public final class HeldKey {

	private static final int MOST_RSA_BITS = 16_384;

	private final @Nullable SubjectPublicKeyInfo publicKey;

	private HeldKey(@Nullable SubjectPublicKeyInfo publicKey) {
		this.publicKey = publicKey;
	}

	static HeldKey of(PrivateKeyInfo key) {
		try {
			return new HeldKey(publicOf(key));
		}
		// The library throws what it likes at a key that is none.
		catch (IOException | RuntimeException ex) {
			return new HeldKey(null);
		}
	}

	/**
	 * One that is there and can't be read.
	 */
	static HeldKey unreadable() {
		return new HeldKey(null);
	}

	/**
	 * Empty for a key that can't be read, or whose parts don't belong together.
	 */
	public Optional<SubjectPublicKeyInfo> publicKey() {
		return Optional.ofNullable(this.publicKey);
	}

	public boolean belongsTo(SubjectPublicKeyInfo certified) {
		return this.publicKey != null
				&& Arrays.equals(this.publicKey.getPublicKeyData().getBytes(), certified.getPublicKeyData().getBytes());
	}

	private static @Nullable SubjectPublicKeyInfo publicOf(PrivateKeyInfo key) throws IOException {
		ASN1ObjectIdentifier algorithm = key.getPrivateKeyAlgorithm().getAlgorithm();
		if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)
				|| algorithm.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
			return publicOf(RSAPrivateKey.getInstance(key.parsePrivateKey()));
		}
		// Curves spelt out in full cost what their author likes, and no reader takes
		// them.
		if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)
				&& !(key.getPrivateKeyAlgorithm().getParameters() instanceof ASN1ObjectIdentifier)) {
			return null;
		}
		AsymmetricKeyParameter secret = PrivateKeyFactory.createKey(key);
		AsymmetricKeyParameter open = switch (secret) {
			case ECPrivateKeyParameters ec -> new ECPublicKeyParameters(
					ec.getParameters().getG().multiply(ec.getD()).normalize(), ec.getParameters());
			case Ed25519PrivateKeyParameters ed -> ed.generatePublicKey();
			case Ed448PrivateKeyParameters ed -> ed.generatePublicKey();
			case MLDSAPrivateKeyParameters mlDsa -> mlDsa.getPublicKeyParameters();
			default -> null;
		};
		return (open != null) ? SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(open) : null;
	}

	// The modulus alone could be copied from a certificate: one power there and back.
	private static @Nullable SubjectPublicKeyInfo publicOf(RSAPrivateKey rsa) throws IOException {
		BigInteger modulus = rsa.getModulus();
		BigInteger secret = rsa.getPrivateExponent();
		BigInteger open = rsa.getPublicExponent();
		boolean bearable = modulus.signum() > 0 && modulus.bitLength() <= MOST_RSA_BITS && secret.signum() > 0
				&& secret.bitLength() <= MOST_RSA_BITS && open.signum() > 0 && open.bitLength() <= 64;
		if (!bearable || !BigInteger.TWO.modPow(secret, modulus).modPow(open, modulus).equals(BigInteger.TWO)) {
			return null;
		}
		return new SubjectPublicKeyInfo(new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
				new RSAPublicKey(modulus, open));
	}

	@Override
	public String toString() {
		return "HeldKey[***]";
	}

}
