package handfast.bundle.file;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;

import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

import handfast.validation.Code;
import handfast.x509.MalformedException;
import handfast.x509.Secret;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA224Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.jspecify.annotations.Nullable;

/**
 * Keys from a password. A file names its own iterations, in its MAC and again in every
 * part of it, so they are counted before anyone starts on them, and one file has no more
 * than its share altogether.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc7292#appendix-B RFC 7292 App. B
 * @spec https://www.rfc-editor.org/rfc/rfc8018#section-5.2 RFC 8018 §5.2
 */
final class Derivation {

	private static final long MOST_ITERATIONS = 1_000_000;

	private static final long MOST_OF_FILE = 3_000_000;

	private static final long MOST_SCRYPT_BYTES = 64L << 20;

	private static final int MOST_KEY_BYTES = 1_024;

	private static final int BLOCK_BYTES = 32;

	private static final Map<ASN1ObjectIdentifier, String> PRFS = Map.of(PKCSObjectIdentifiers.id_hmacWithSHA1,
			"PBKDF2WithHmacSHA1", PKCSObjectIdentifiers.id_hmacWithSHA224, "PBKDF2WithHmacSHA224",
			PKCSObjectIdentifiers.id_hmacWithSHA256, "PBKDF2WithHmacSHA256", PKCSObjectIdentifiers.id_hmacWithSHA384,
			"PBKDF2WithHmacSHA384", PKCSObjectIdentifiers.id_hmacWithSHA512, "PBKDF2WithHmacSHA512");

	private final @Nullable Secret password;

	private long left = MOST_OF_FILE;

	/**
	 * @param password null where none was given
	 */
	Derivation(@Nullable Secret password) {
		this.password = password;
	}

	/**
	 * A key by PBKDF2 or scrypt.
	 * @throws MalformedException {@code key-derivation-too-costly}, or
	 * {@code keystore-unreadable} where it is neither
	 */
	byte[] pbes2(KeyDerivationFunc function, int bytes) throws GeneralSecurityException {
		if (PKCSObjectIdentifiers.id_PBKDF2.equals(function.getAlgorithm())) {
			return pbkdf2(PBKDF2Params.getInstance(function.getParameters()), bytes);
		}
		if (MiscObjectIdentifiers.id_scrypt.equals(function.getAlgorithm())) {
			return scrypt(ScryptParams.getInstance(function.getParameters()), bytes);
		}
		throw unreadable("derives its keys by " + function.getAlgorithm() + ", which no reader knows");
	}

	/**
	 * Key and initialization vector by the way of PKCS #12.
	 */
	ParametersWithIV pkcs12(byte[] salt, BigInteger iterations, int keyBytes, int ivBytes) {
		return (ParametersWithIV) generator(new SHA1Digest(), salt, iterations, passwordOfPkcs12())
			.generateDerivedParameters(keyBytes * 8, ivBytes * 8);
	}

	/**
	 * The key of a MAC by the way of PKCS #12.
	 * @param none whether there is no password at all, which is not the same as an empty
	 * one
	 */
	byte[] macKey(Digest digest, byte[] salt, BigInteger iterations, boolean none) {
		KeyParameter key = (KeyParameter) generator(digest, salt, iterations, none ? new byte[0] : passwordOfPkcs12())
			.generateDerivedMacParameters(digest.getDigestSize() * 8);
		return key.getKey();
	}

	/**
	 * The digest of that kind, of those that keystores use.
	 * @throws MalformedException {@code keystore-unreadable} for others
	 */
	static Digest digest(ASN1ObjectIdentifier oid) {
		if (oid.equals(OIWObjectIdentifiers.idSHA1)) {
			return new SHA1Digest();
		}
		if (oid.equals(NISTObjectIdentifiers.id_sha224)) {
			return new SHA224Digest();
		}
		if (oid.equals(NISTObjectIdentifiers.id_sha256)) {
			return new SHA256Digest();
		}
		if (oid.equals(NISTObjectIdentifiers.id_sha384)) {
			return new SHA384Digest();
		}
		if (oid.equals(NISTObjectIdentifiers.id_sha512)) {
			return new SHA512Digest();
		}
		throw unreadable("is sealed with the digest " + oid + ", which few readers know");
	}

	static MalformedException unreadable(String what) {
		return new MalformedException(Code.KEYSTORE_UNREADABLE.slug(), "The file " + what);
	}

	private PKCS12ParametersGenerator generator(Digest digest, byte[] salt, BigInteger iterations, byte[] secret) {
		PKCS12ParametersGenerator generator = new PKCS12ParametersGenerator(digest);
		generator.init(secret, salt, take(iterations));
		return generator;
	}

	private byte[] pbkdf2(PBKDF2Params parameters, int bytes) throws GeneralSecurityException {
		String name = PRFS.get(parameters.getPrf().getAlgorithm());
		if (name == null) {
			throw unreadable(
					"derives its keys with " + parameters.getPrf().getAlgorithm() + ", which few readers know");
		}
		// Each further block of a long key costs as much as the first.
		int blocks = (requireShort(bytes) - 1) / BLOCK_BYTES;
		int iterations = take(parameters.getIterationCount());
		for (int i = 0; i < blocks; i++) {
			take(parameters.getIterationCount());
		}
		PBEKeySpec spec = new PBEKeySpec(characters(), parameters.getSalt(), iterations, bytes * 8);
		try {
			return SecretKeyFactory.getInstance(name).generateSecret(spec).getEncoded();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			spec.clearPassword();
		}
	}

	private byte[] scrypt(ScryptParams parameters, int bytes) {
		BigInteger memory = parameters.getCostParameter()
			.multiply(parameters.getBlockSize())
			.multiply(BigInteger.valueOf(128));
		BigInteger work = memory.multiply(parameters.getParallelizationParameter());
		if (parameters.getCostParameter().signum() <= 0 || parameters.getBlockSize().signum() <= 0
				|| parameters.getParallelizationParameter().signum() <= 0
				|| work.compareTo(BigInteger.valueOf(MOST_SCRYPT_BYTES)) > 0) {
			throw tooCostly();
		}
		// About what as many rounds of PBKDF2 would cost.
		take(work.shiftRight(7).max(BigInteger.ONE).min(BigInteger.valueOf(MOST_ITERATIONS)));
		ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(characters()));
		byte[] secret = Arrays.copyOf(encoded.array(), encoded.limit());
		return SCrypt.generate(secret, parameters.getSalt(), parameters.getCostParameter().intValueExact(),
				parameters.getBlockSize().intValueExact(), parameters.getParallelizationParameter().intValueExact(),
				requireShort(bytes));
	}

	private int take(BigInteger iterations) {
		if (iterations.signum() <= 0 || iterations.compareTo(BigInteger.valueOf(MOST_ITERATIONS)) > 0
				|| iterations.longValue() > this.left) {
			throw tooCostly();
		}
		this.left -= iterations.longValue();
		return iterations.intValue();
	}

	private static int requireShort(int bytes) {
		if (bytes < 1 || bytes > MOST_KEY_BYTES) {
			throw tooCostly();
		}
		return bytes;
	}

	private char[] characters() {
		return (this.password != null) ? this.password.value() : new char[0];
	}

	// RFC 7292 App. B.1: UTF-16 with two zero bytes behind it, for an empty one too.
	private byte[] passwordOfPkcs12() {
		char[] characters = characters();
		ByteBuffer bytes = ByteBuffer.allocate(2 * characters.length + 2);
		for (char character : characters) {
			bytes.putChar(character);
		}
		return bytes.array();
	}

	private static MalformedException tooCostly() {
		return new MalformedException(Code.KEY_DERIVATION_TOO_COSTLY.slug(),
				"The file " + Code.KEY_DERIVATION_TOO_COSTLY.cause());
	}

}
