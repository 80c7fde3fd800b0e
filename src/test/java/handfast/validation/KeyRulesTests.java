package handfast.validation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;

import handfast.validation.KeyVerdict.Known;
import handfast.validation.KeyVerdict.Refused;
import handfast.x509.KeyAlgorithm;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ECPoint;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class KeyRulesTests {

	private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

	private static final BigInteger E = BigInteger.valueOf(65537);

	@ParameterizedTest
	@CsvSource({ "EC,secp256r1,EC_P256", "EC,secp384r1,EC_P384", "EC,secp521r1,EC_P521", "Ed25519,,ED25519",
			"Ed448,,ED448", "ML-DSA-44,,ML_DSA_44", "ML-DSA-65,,ML_DSA_65", "ML-DSA-87,,ML_DSA_87" })
	void knowsTheElevenKinds(String algorithm, String curve, KeyAlgorithm expected) throws Exception {
		assertThat(KeyRules.check(generated(algorithm, curve))).isEqualTo(new Known(expected));
	}

	@ParameterizedTest
	@CsvSource({ "2048,RSA_2048", "3072,RSA_3072", "4096,RSA_4096" })
	void knowsThreeSizesOfRsa(int bits, KeyAlgorithm expected) {
		assertThat(KeyRules.check(rsa(BigInteger.ONE.shiftLeft(bits - 1).add(BigInteger.ONE), E, DERNull.INSTANCE)))
			.isEqualTo(new Known(expected));
	}

	@ParameterizedTest
	@CsvSource({ "1024", "2047", "2049", "2056", "8192" })
	void refusesOtherSizesOfRsa(int bits) {
		assertRefused(rsa(BigInteger.ONE.shiftLeft(bits - 1).add(BigInteger.ONE), E, DERNull.INSTANCE), Code.KEY_SIZE);
	}

	@Test
	void refusesOtherExponents() {
		BigInteger modulus = BigInteger.ONE.shiftLeft(2047).add(BigInteger.ONE);
		assertRefused(rsa(modulus, BigInteger.valueOf(3), DERNull.INSTANCE), Code.KEY_EXPONENT);
		assertRefused(rsa(modulus, E.negate(), DERNull.INSTANCE), Code.KEY_PARAMETERS);
	}

	@Test
	void refusesANegativeModulus() {
		assertRefused(rsa(BigInteger.ONE.shiftLeft(2047).negate(), E, DERNull.INSTANCE), Code.KEY_PARAMETERS);
	}

	@Test
	void refusesRsaWithoutNull() {
		BigInteger modulus = BigInteger.ONE.shiftLeft(2047).add(BigInteger.ONE);
		assertRefused(rsa(modulus, E, null), Code.KEY_PARAMETERS);
		assertRefused(rsa(modulus, E, new DERSequence()), Code.KEY_PARAMETERS);
	}

	@Test
	void refusesRsaThatIsNotDer() throws Exception {
		byte[] key = new RSAPublicKey(BigInteger.ONE.shiftLeft(2047).add(BigInteger.ONE), E).getEncoded();
		assertRefused(info(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE, Arrays.copyOf(key, key.length + 1)),
				Code.KEY_PARAMETERS);
		assertRefused(info(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE, new byte[0]), Code.KEY_PARAMETERS);
	}

	@Test
	void refusesSpecifiedCurves() {
		X9ECParameters p256 = CustomNamedCurves.getByName("P-256");
		X9ECParameters specified = new X9ECParameters(p256.getCurve(), new X9ECPoint(p256.getG(), false), p256.getN(),
				p256.getH());
		assertRefused(ec(specified, p256.getG().getEncoded(false)), Code.KEY_PARAMETERS);
		assertRefused(ec(DERNull.INSTANCE, p256.getG().getEncoded(false)), Code.KEY_PARAMETERS);
		assertRefused(ec(null, p256.getG().getEncoded(false)), Code.KEY_PARAMETERS);
	}

	@Test
	void refusesOtherCurves() {
		assertRefused(
				ec(SECObjectIdentifiers.secp256k1, CustomNamedCurves.getByName("secp256k1").getG().getEncoded(false)),
				Code.KEY_UNKNOWN);
	}

	@Test
	void refusesCompressedPointsAndInfinity() {
		X9ECParameters p256 = CustomNamedCurves.getByName("P-256");
		assertRefused(ec(SECObjectIdentifiers.secp256r1, p256.getG().getEncoded(true)), Code.KEY_PARAMETERS);
		assertRefused(ec(SECObjectIdentifiers.secp256r1, new byte[] { 0 }), Code.KEY_PARAMETERS);
		byte[] hybrid = p256.getG().getEncoded(false);
		hybrid[0] = 0x06;
		assertRefused(ec(SECObjectIdentifiers.secp256r1, hybrid), Code.KEY_PARAMETERS);
	}

	@Test
	void refusesPointsBesideTheCurve() {
		byte[] point = CustomNamedCurves.getByName("P-256").getG().getEncoded(false);
		point[point.length - 1] ^= 1;
		assertRefused(ec(SECObjectIdentifiers.secp256r1, point), Code.KEY_NOT_ON_CURVE);
		byte[] beyondTheField = new byte[65];
		Arrays.fill(beyondTheField, (byte) 0xff);
		beyondTheField[0] = 4;
		assertRefused(ec(SECObjectIdentifiers.secp256r1, beyondTheField), Code.KEY_NOT_ON_CURVE);
	}

	@ParameterizedTest
	@CsvSource({ "Ed25519", "Ed448", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87" })
	void refusesOctetStringsOfOtherLengthAndWithParameters(String algorithm) throws Exception {
		SubjectPublicKeyInfo key = generated(algorithm, null);
		ASN1ObjectIdentifier oid = key.getAlgorithm().getAlgorithm();
		byte[] bytes = key.getPublicKeyData().getOctets();
		assertRefused(info(oid, null, Arrays.copyOf(bytes, bytes.length - 1)), Code.KEY_PARAMETERS);
		assertRefused(info(oid, null, Arrays.copyOf(bytes, bytes.length + 1)), Code.KEY_PARAMETERS);
		assertRefused(info(oid, DERNull.INSTANCE, bytes), Code.KEY_PARAMETERS);
	}

	@Test
	void refusesEdwardsPointsOfSmallOrder() throws Exception {
		byte[] neutral = new byte[32];
		neutral[0] = 1;
		assertRefused(info(generated("Ed25519", null).getAlgorithm().getAlgorithm(), null, neutral),
				Code.KEY_NOT_ON_CURVE);
	}

	@Test
	void refusesKeysThatEndWithinAnOctet() {
		SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(
				new DERSequence(new ASN1Encodable[] { new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption),
						new DERBitString(new byte[] { 2, 0 }, 1) }));
		assertRefused(key, Code.KEY_PARAMETERS);
	}

	@Test
	void refusesKeysOfOtherKinds() throws Exception {
		assertRefused(generated("X25519", null), Code.KEY_UNKNOWN);
		assertRefused(generated("SLH-DSA-SHA2-128S", null), Code.KEY_UNKNOWN);
	}

	private static void assertRefused(SubjectPublicKeyInfo key, Code code) {
		assertThat(KeyRules.check(key)).isInstanceOfSatisfying(Refused.class,
				(refused) -> assertThat(refused.code()).isEqualTo(code));
	}

	private static SubjectPublicKeyInfo generated(String algorithm, String curve) throws Exception {
		KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm, PROVIDER);
		if (curve != null) {
			generator.initialize(new ECGenParameterSpec(curve));
		}
		return SubjectPublicKeyInfo.getInstance(generator.generateKeyPair().getPublic().getEncoded());
	}

	static SubjectPublicKeyInfo rsa(BigInteger modulus, BigInteger exponent, ASN1Encodable parameters) {
		try {
			return info(PKCSObjectIdentifiers.rsaEncryption, parameters,
					new DERSequence(new ASN1Encodable[] { new ASN1Integer(modulus), new ASN1Integer(exponent) })
						.getEncoded());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static SubjectPublicKeyInfo ec(ASN1Encodable parameters, byte[] point) {
		return info(X9ObjectIdentifiers.id_ecPublicKey, parameters, point);
	}

	private static SubjectPublicKeyInfo info(ASN1ObjectIdentifier oid, ASN1Encodable parameters, byte[] key) {
		return new SubjectPublicKeyInfo(new AlgorithmIdentifier(oid, parameters), key);
	}

}
