package handfast.bundle;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;

import handfast.validation.Code;
import handfast.x509.MalformedException;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;

/**
 * How a PKCS #12 file is encrypted and sealed. The iterations are those of the JDK:
 * readers limit them (.NET, Windows), and a generated password gains nothing by more.
 */
enum Pkcs12Protection {

	/**
	 * PBES2 with AES-256-CBC, SHA-256 throughout.
	 */
	MODERN(NISTObjectIdentifiers.id_sha256, "HmacPBESHA256", 10_000) {

		@Override
		Encryptors encryptors(char[] password, SecureRandom random) throws GeneralSecurityException {
			return new Pbes2(password, iterations(), random)::encryptor;
		}

	},

	/**
	 * 3DES for key and certificates alike, never RC2-40; SHA-1. For Windows Server 2016,
	 * macOS Keychain and what is older.
	 */
	LEGACY(OIWObjectIdentifiers.idSHA1, "HmacPBESHA1", 2_048) {

		@Override
		Encryptors encryptors(char[] password, SecureRandom random) {
			return () -> new JcePKCSPBEOutputEncryptorBuilder(PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC)
				.setProvider(PortableKeys.provider())
				.setRandom(random)
				.setIterationCount(iterations())
				.build(password);
		}

	};

	private static final BigInteger MOST_MAC_ITERATIONS = BigInteger.valueOf(1_000_000);

	private final ASN1ObjectIdentifier macDigest;

	private final String jdkMac;

	private final int iterations;

	Pkcs12Protection(ASN1ObjectIdentifier macDigest, String jdkMac, int iterations) {
		this.macDigest = macDigest;
		this.jdkMac = jdkMac;
		this.iterations = iterations;
	}

	/**
	 * For the parts of one file.
	 */
	abstract Encryptors encryptors(char[] password, SecureRandom random) throws GeneralSecurityException;

	int iterations() {
		return this.iterations;
	}

	PKCS12MacCalculatorBuilder mac(SecureRandom random) {
		return new Pkcs12Seal(this.macDigest, this.jdkMac, this.iterations, random);
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

	/**
	 * Makes an encryptor for each part.
	 */
	@FunctionalInterface
	interface Encryptors {

		OutputEncryptor next() throws GeneralSecurityException, OperatorCreationException;

	}

}
