package handfast.bundle;

import java.math.BigInteger;
import java.security.SecureRandom;

import handfast.validation.Code;
import handfast.x509.MalformedException;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;

/**
 * How a PKCS #12 file is encrypted and sealed. The iterations are those of the JDK:
 * readers limit them (.NET, Windows), and a generated password gains nothing by more.
 */
enum Pkcs12Protection {

	/**
	 * PBES2 with AES-256-CBC, SHA-256 throughout.
	 */
	MODERN(NISTObjectIdentifiers.id_aes256_CBC, NISTObjectIdentifiers.id_sha256, 10_000),

	/**
	 * 3DES for key and certificates alike, never RC2-40; SHA-1. For Windows Server 2016,
	 * macOS Keychain and what is older.
	 */
	LEGACY(PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC, OIWObjectIdentifiers.idSHA1, 2_048);

	private static final BigInteger MOST_MAC_ITERATIONS = BigInteger.valueOf(1_000_000);

	private final ASN1ObjectIdentifier cipher;

	private final ASN1ObjectIdentifier macDigest;

	private final int iterations;

	Pkcs12Protection(ASN1ObjectIdentifier cipher, ASN1ObjectIdentifier macDigest, int iterations) {
		this.cipher = cipher;
		this.macDigest = macDigest;
		this.iterations = iterations;
	}

	OutputEncryptor encryptor(char[] password, SecureRandom random) throws OperatorCreationException {
		return new JcePKCSPBEOutputEncryptorBuilder(this.cipher).setProvider(PortableKeys.provider())
			.setRandom(random)
			.setPRF(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE))
			.setIterationCount(this.iterations)
			.build(password);
	}

	PKCS12MacCalculatorBuilder mac() {
		return new JcePKCS12MacCalculatorBuilder(this.macDigest).setProvider(PortableKeys.provider())
			.setIterationCount(this.iterations);
	}

	/**
	 * Reads the count of MAC iterations before anyone starts on them: a file may ask for
	 * 2^31.
	 * @throws MalformedException {@code keystore-mac-iterations} over 1,000,000
	 */
	static void requireBearableWork(byte[] pkcs12) {
		MacData mac = Pfx.getInstance(pkcs12).getMacData();
		if (mac != null && mac.getIterationCount().compareTo(MOST_MAC_ITERATIONS) > 0) {
			throw new MalformedException(Code.KEYSTORE_MAC_ITERATIONS.slug(),
					"The file " + Code.KEYSTORE_MAC_ITERATIONS.cause() + ". " + Code.KEYSTORE_MAC_ITERATIONS.fix());
		}
	}

}
