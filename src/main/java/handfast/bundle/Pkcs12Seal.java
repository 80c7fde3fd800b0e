package handfast.bundle;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;

import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.GenericKey;
import org.bouncycastle.operator.MacCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS12MacCalculatorBuilder;

/**
 * The MAC over a whole PKCS #12 file, by the JDK for the sake of speed.
 *
 * @param jdkName of the MAC, such as {@code HmacPBESHA256}
 * @spec https://www.rfc-editor.org/rfc/rfc7292#appendix-B RFC 7292 App. B
 */
record Pkcs12Seal(ASN1ObjectIdentifier digest, String jdkName, int iterations,
		SecureRandom random) implements PKCS12MacCalculatorBuilder {

	private static final int SALT_BYTES = 20;

	@Override
	public AlgorithmIdentifier getDigestAlgorithmIdentifier() {
		return new AlgorithmIdentifier(this.digest, DERNull.INSTANCE);
	}

	@Override
	public MacCalculator build(char[] password) throws OperatorCreationException {
		byte[] salt = new byte[SALT_BYTES];
		this.random.nextBytes(salt);
		try {
			Mac mac = Mac.getInstance(this.jdkName);
			mac.init(SecretKeyFactory.getInstance("PBE").generateSecret(new PBEKeySpec(password)),
					new PBEParameterSpec(salt, this.iterations));
			return new Calculator(new AlgorithmIdentifier(this.digest, new PKCS12PBEParams(salt, this.iterations)), mac,
					new ByteArrayOutputStream());
		}
		catch (GeneralSecurityException ex) {
			throw new OperatorCreationException("No " + this.jdkName, ex);
		}
	}

	private record Calculator(AlgorithmIdentifier algorithm, Mac mac,
			ByteArrayOutputStream content) implements MacCalculator {

		@Override
		public AlgorithmIdentifier getAlgorithmIdentifier() {
			return this.algorithm;
		}

		@Override
		public OutputStream getOutputStream() {
			return this.content;
		}

		@Override
		public byte[] getMac() {
			return this.mac.doFinal(this.content.toByteArray());
		}

		// PKCS #12 asks for the MAC alone.
		@Override
		public GenericKey getKey() {
			throw new UnsupportedOperationException();
		}

		@Override
		public String toString() {
			return "***";
		}

	}

}
