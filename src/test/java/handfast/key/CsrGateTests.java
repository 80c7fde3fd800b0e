package handfast.key;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

import handfast.key.CsrOutcome.Accepted;
import handfast.key.CsrOutcome.Refused;
import handfast.validation.Code;
import handfast.validation.Violation;
import handfast.x509.KeyAlgorithm;
import handfast.x509.Name;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static handfast.key.Requests.request;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * At least one hostile request for each clause of security §3, made here.
 */
class CsrGateTests {

	private static final KnownKeys NOTHING_KNOWN = (hash) -> new KnownKeys.Known(null, null);

	private final CsrGate gate = new CsrGate(NOTHING_KNOWN, KeyFixture.PROVIDERS);

	@ParameterizedTest
	@EnumSource
	void acceptsEveryAlgorithm(KeyAlgorithm algorithm) {
		CheckedCsr csr = accepted(request(algorithm).dns("shop.test", "www.shop.test").pem());
		assertThat(csr.algorithm()).isEqualTo(algorithm);
		assertThat(csr.subject()).hasToString("CN=shop.test");
		assertThat(csr.names()).extracting(Name::value).containsExactly("shop.test", "www.shop.test");
		assertThat(csr.heldKey()).isNull();
	}

	@ParameterizedTest
	@EnumSource(names = { "EC_P256", "RSA_2048", "RSA_3072" })
	void acceptsWithoutTheFastProvider(KeyAlgorithm algorithm) {
		CsrGate slow = new CsrGate(NOTHING_KNOWN, CryptoProviders.withoutCorretto());
		assertThat(slow.check(request(algorithm).dns("shop.test").pem(), "/csr")).isInstanceOf(Accepted.class);
	}

	@Test
	void readsNamesOfEveryKind() {
		String pem = request().names(new GeneralName(GeneralName.dNSName, "shop.test"),
				new GeneralName(GeneralName.iPAddress, "10.1.2.3"), new GeneralName(GeneralName.iPAddress, "fd00::1"),
				new GeneralName(GeneralName.rfc822Name, "ops@shop.test"),
				new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://shop.test/web"))
			.pem();
		assertThat(accepted(pem).names()).extracting(Name::type).containsExactly("dns", "ip", "ip", "email", "uri");
	}

	@Test
	void acceptsARequestWithoutSubjectAndNames() {
		CheckedCsr csr = accepted(request().subject(new DERSequence()).pem());
		assertThat(csr.subject().name().size()).isZero();
		assertThat(csr.names()).isEmpty();
	}

	@Test
	void knowsAKeyThatIsHeld() {
		HeldKey held = new HeldKey(UUID.randomUUID(), KeyFixture.OWNER);
		CsrGate knowing = new CsrGate((hash) -> new KnownKeys.Known(null, held), KeyFixture.PROVIDERS);
		assertThat(((Accepted) knowing.check(request().pem(), "/csr")).csr().heldKey()).isEqualTo(held);
	}

	@Test
	void tellsAllAtOnceUnderTheFieldItWasGiven() {
		CsrOutcome outcome = this.gate.check(request().subject(new X500Name("CN=shop.test,DC=shop"))
			.dns("shop..test")
			.extension(Extension.basicConstraints, true, new BasicConstraints(true))
			.extension(Extension.certificatePolicies, false, new DERSequence())
			.attribute(PKCSObjectIdentifiers.pkcs_9_at_challengePassword, new DERUTF8String("CANARY-challenge"))
			.signatureAlgorithm(new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA1))
			.pem(), "/csr");
		assertThat(((Refused) outcome).violations()).hasSize(6)
			.allSatisfy((violation) -> assertThat(violation.field()).isEqualTo("/csr"))
			.noneSatisfy((violation) -> assertThat(violation.message()).contains("CANARY-"));
	}

	@Test
	void tellsAtMostTwentyThings() {
		String[] bad = IntStream.range(0, 90).mapToObj((number) -> "-" + number + ".test").toArray(String[]::new);
		assertThat(codes(request().dns(bad).pem())).hasSize(20);
	}

	/** Clause 1: size and form. */
	@Nested
	class Form {

		@Test
		void refusesMoreThan64Kibibytes() {
			assertRefused("x".repeat(64 * 1024 + 1), Code.CSR_TOO_LARGE);
		}

		@ParameterizedTest
		@ValueSource(strings = { "", "CSR", "-----BEGIN CERTIFICATE REQUEST-----",
				"-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----",
				"-----BEGIN CERTIFICATE REQUEST-----\nMII?\n-----END CERTIFICATE REQUEST-----",
				"-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END NEW CERTIFICATE REQUEST-----",
				"-----BEGIN CERTIFICATE REQUEST-----\nMIIBA\n-----END CERTIFICATE REQUEST-----" })
		void refusesWhatIsNoPem(String text) {
			assertRefused(text, Code.PEM_MALFORMED);
		}

		@Test
		void refusesTextAfterTheRequest() {
			assertRefused(request().pem() + "and more", Code.PEM_MALFORMED);
		}

		@Test
		void refusesTwoRequests() {
			assertRefused(request().pem() + request().pem(), Code.CSR_SEVERAL);
		}

		@Test
		void refusesAnotherKindOfBlockAndWarnsOfAPrivateKey() {
			String pem = request().pem().replace("CERTIFICATE REQUEST", "PRIVATE KEY");
			assertRefused(pem, Code.CSR_MALFORMED);
			assertThat(violations(pem).getFirst().message()).contains("private key");
			assertRefused(request().pem().replace("CERTIFICATE REQUEST", "CERTIFICATE"), Code.CSR_MALFORMED);
		}

		@Test
		void takesTextBeforeAndTheOlderLabelAndWindowsLines() {
			assertThat(accepted("Subject: CN=shop.test\n\n" + request().pem())).isNotNull();
			assertThat(accepted(request().pem().replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"))).isNotNull();
			assertThat(accepted(request().pem().replace("\n", "\r\n"))).isNotNull();
		}

		@Test
		void refusesBytesAfterTheDer() {
			byte[] der = request().der();
			assertRefused(Requests.pem(Arrays.copyOf(der, der.length + 1)), Code.CSR_NOT_DER);
		}

		@Test
		void refusesDerThatIsCutOff() {
			byte[] der = request().der();
			assertRefused(Requests.pem(Arrays.copyOf(der, der.length - 1)), Code.CSR_NOT_DER);
		}

		@Test
		void refusesAnIndefiniteLength() throws Exception {
			byte[] inner = request().der();
			byte[] content = Arrays.copyOfRange(inner, inner.length > 255 + 3 ? 4 : 3, inner.length);
			byte[] ber = new byte[content.length + 4];
			ber[0] = 0x30;
			ber[1] = (byte) 0x80;
			System.arraycopy(content, 0, ber, 2, content.length);
			assertRefused(Requests.pem(ber), Code.CSR_NOT_DER);
		}

		@Test
		void refusesALengthThatIsNotTheShortest() {
			byte[] der = request().der();
			int header = (der.length > 255 + 3) ? 4 : 3;
			byte[] longer = new byte[der.length - header + 5];
			longer[0] = 0x30;
			longer[1] = (byte) 0x83;
			longer[3] = (byte) ((der.length - header) >>> 8);
			longer[4] = (byte) (der.length - header);
			System.arraycopy(der, header, longer, 5, der.length - header);
			assertRefused(Requests.pem(longer), Code.CSR_NOT_DER);
		}

		@Test
		void refusesAnotherVersion() {
			assertRefused(request().version(1).pem(), Code.CSR_VERSION);
			assertRefused(request().version(2).pem(), Code.CSR_VERSION);
		}

		@Test
		void refusesDerThatIsNoRequest() throws Exception {
			assertRefused(Requests.pem(new ASN1Integer(1).getEncoded()), Code.CSR_MALFORMED);
			assertRefused(Requests
				.pem(new DERSequence(new ASN1Encodable[] { new DERSequence(), new DERSequence(), new DERSequence() })
					.getEncoded()), Code.CSR_MALFORMED);
		}

		@Test
		void refusesDeepNestingAtOnce() {
			byte[] deep = new byte[40_000];
			int length = 0;
			int at = deep.length;
			while (at > 8) {
				int header = (length < 0x80) ? 2 : (length < 0x100) ? 3 : 4;
				at -= header;
				deep[at] = 0x30;
				if (header == 2) {
					deep[at + 1] = (byte) length;
				}
				else if (header == 3) {
					deep[at + 1] = (byte) 0x81;
					deep[at + 2] = (byte) length;
				}
				else {
					deep[at + 1] = (byte) 0x82;
					deep[at + 2] = (byte) (length >>> 8);
					deep[at + 3] = (byte) length;
				}
				length += header;
			}
			assertInTime(Requests.pem(Arrays.copyOfRange(deep, at, deep.length)), Code.CSR_NOT_DER);
		}

	}

	/** Clause 2: the key, judged before its signature. */
	@Nested
	class Key {

		@ParameterizedTest
		@ValueSource(ints = { 512, 1024, 2047, 2049, 8192, 16_384, 100_000 })
		void refusesOtherRsaSizes(int bits) {
			assertInTime(request().key(rsa(BigInteger.ONE.shiftLeft(bits - 1).setBit(0), 65537)).pem(), Code.KEY_SIZE);
		}

		@ParameterizedTest
		@ValueSource(longs = { 1, 3, 17, 65539 })
		void refusesOtherExponents(long exponent) {
			assertRefused(request().key(rsa(primes(1024, 1024), exponent)).pem(), Code.KEY_EXPONENT);
		}

		@Test
		void refusesASmallFactor() {
			assertInTime(request().key(rsa(product(2048, BigInteger.valueOf(65521)), 65537)).pem(),
					Code.KEY_SMALL_FACTOR);
		}

		@ParameterizedTest
		@ValueSource(ints = { 2048, 4096 })
		void refusesClosePrimes(int bits) {
			BigInteger first = new BigInteger(bits / 2, 20, new Random(1)).setBit(bits / 2 - 2);
			BigInteger prime = first.nextProbablePrime();
			assertInTime(request().key(rsa(prime.multiply(prime.nextProbablePrime()), 65537)).pem(),
					Code.KEY_CLOSE_PRIMES);
		}

		@Test
		void refusesTheFingerprintOfRoca() {
			assertInTime(request().key(rsa(roca(), 65537)).pem(), Code.KEY_ROCA);
		}

		@Test
		void takesTheLargestRsaKeyInTime() {
			assertThat(accepted(request(KeyAlgorithm.RSA_4096).dns("shop.test").pem()).algorithm())
				.isEqualTo(KeyAlgorithm.RSA_4096);
		}

		@Test
		void refusesABlockedKey() {
			CsrGate blocking = new CsrGate((hash) -> new KnownKeys.Known("keyCompromise", null), KeyFixture.PROVIDERS);
			Refused refused = (Refused) blocking.check(request().pem(), "/csr");
			assertThat(refused.violations()).extracting(Violation::code).containsExactly(Code.KEY_BLOCKED);
			assertThat(refused.violations().getFirst().message()).contains("keyCompromise");
		}

		@Test
		void refusesAnotherCurve() {
			assertRefused(request().key(ec(SECObjectIdentifiers.secp256k1, new byte[65])).pem(), Code.KEY_UNKNOWN);
		}

		@Test
		void refusesCurvesThatAreNotNamed() {
			assertRefused(request().key(ec(DERNull.INSTANCE, new byte[65])).pem(), Code.KEY_PARAMETERS);
			assertRefused(request().key(ec(new DERSequence(new ASN1Integer(1)), new byte[65])).pem(),
					Code.KEY_PARAMETERS);
		}

		@Test
		void refusesAPointOffTheCurveAndInfinity() {
			byte[] off = new byte[65];
			off[0] = 4;
			off[64] = 1;
			assertRefused(request().key(ec(SECObjectIdentifiers.secp256r1, off)).pem(), Code.KEY_NOT_ON_CURVE);
			assertRefused(request().key(ec(SECObjectIdentifiers.secp256r1, new byte[1])).pem(), Code.KEY_PARAMETERS);
		}

		@Test
		void refusesParametersAndLengthsThatAreNotExact() {
			assertRefused(request()
				.key(new SubjectPublicKeyInfo(
						new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519, DERNull.INSTANCE), new byte[32]))
				.pem(), Code.KEY_PARAMETERS);
			assertRefused(request()
				.key(new SubjectPublicKeyInfo(new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed448), new byte[56]))
				.pem(), Code.KEY_PARAMETERS);
			assertRefused(request()
				.key(new SubjectPublicKeyInfo(new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption),
						new byte[256]))
				.pem(), Code.KEY_PARAMETERS);
		}

		@Test
		void refusesMlDsaWithParametersOrOfAnotherLength() {
			assertRefused(request()
				.key(new SubjectPublicKeyInfo(
						new AlgorithmIdentifier(NISTObjectIdentifiers.id_ml_dsa_44, DERNull.INSTANCE), new byte[1312]))
				.pem(), Code.KEY_PARAMETERS);
			for (int length : new int[] { 0, 1311, 1313, 1952 }) {
				assertRefused(request()
					.key(new SubjectPublicKeyInfo(new AlgorithmIdentifier(NISTObjectIdentifiers.id_ml_dsa_44),
							new byte[length]))
					.pem(), Code.KEY_PARAMETERS);
			}
		}

		@ParameterizedTest
		@ValueSource(ints = { 0, 31, 33, 57 })
		void refusesEd25519OfAnotherLength(int length) {
			assertRefused(request()
				.key(new SubjectPublicKeyInfo(new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519),
						new byte[length]))
				.pem(), Code.KEY_PARAMETERS);
		}

		// The neutral point, one of order 2, one of order 4 and one of order 8.
		@ParameterizedTest
		@ValueSource(strings = { "0100000000000000000000000000000000000000000000000000000000000000",
				"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
				"0000000000000000000000000000000000000000000000000000000000000000",
				"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a" })
		void refusesEd25519OfSmallOrder(String point) {
			assertThat(codes(request()
				.key(new SubjectPublicKeyInfo(new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519),
						HexFormat.of().parseHex(point)))
				.pem())).isNotEmpty();
		}

		@Test
		void refusesAnUnknownKind() {
			assertRefused(request()
				.key(new SubjectPublicKeyInfo(new AlgorithmIdentifier(X9ObjectIdentifiers.id_dsa), new byte[10]))
				.pem(), Code.KEY_UNKNOWN);
		}

		@Test
		void doesNotCheckTheSignatureOfAKeyItRefuses() {
			assertThat(codes(request().key(rsa(product(2048, BigInteger.valueOf(3)), 65537)).pem()))
				.containsExactly(Code.KEY_SMALL_FACTOR);
		}

		private static SubjectPublicKeyInfo ec(ASN1Encodable curve, byte[] point) {
			return new SubjectPublicKeyInfo(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve), point);
		}

		private static DERSequence rsa(BigInteger modulus, long exponent) {
			return new DERSequence(new ASN1Encodable[] {
					new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
					new DERBitString(encoded(new RSAPublicKey(modulus, BigInteger.valueOf(exponent)))) });
		}

		private static byte[] encoded(ASN1Encodable value) {
			try {
				return value.toASN1Primitive().getEncoded("DER");
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private static BigInteger primes(int first, int second) {
			Random random = new Random(7);
			return new BigInteger(first, 20, random).multiply(new BigInteger(second, 20, random));
		}

		private static BigInteger product(int bits, BigInteger factor) {
			BigInteger other = BigInteger.ONE.shiftLeft(bits - 1).divide(factor).nextProbablePrime();
			return factor.multiply(other);
		}

		// n = k·M + 65537^a mod M, M the product of the primes up to 701
		private static BigInteger roca() {
			BigInteger product = BigInteger.ONE;
			for (BigInteger prime = BigInteger.TWO; prime.intValue() <= 701; prime = prime.nextProbablePrime()) {
				product = product.multiply(prime);
			}
			BigInteger rest = BigInteger.valueOf(65537).modPow(BigInteger.valueOf(12_345), product);
			BigInteger factor = BigInteger.ONE.shiftLeft(2047).divide(product).add(BigInteger.ONE);
			while (true) {
				BigInteger modulus = factor.multiply(product).add(rest);
				if (IntStream.range(3, 65536)
					.allMatch((divisor) -> modulus.mod(BigInteger.valueOf(divisor)).signum() != 0)) {
					return modulus;
				}
				factor = factor.add(BigInteger.ONE);
			}
		}

	}

	/** Clause 3: proof of possession. */
	@Nested
	class Possession {

		@Test
		void refusesTheSignatureOfAnotherKey() {
			assertRefused(request().signedBy(Requests.pair(KeyAlgorithm.EC_P256), "SHA256withECDSA").pem(),
					Code.CSR_SIGNATURE_INVALID);
		}

		@Test
		void refusesAChangedRequest() {
			byte[] der = request().dns("shop.test").der();
			int at = indexOf(der, "shop.test");
			der[at] = 't';
			assertRefused(Requests.pem(der), Code.CSR_SIGNATURE_INVALID);
		}

		@ParameterizedTest
		@ValueSource(strings = { "SHA1withRSA", "MD5withRSA", "SHA224withRSA" })
		void refusesWeakHashes(String algorithm) {
			KeyPair pair = Requests.pair(KeyAlgorithm.RSA_2048);
			assertRefused(request().key(SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()))
				.signedBy(pair, algorithm)
				.pem(), Code.CSR_SIGNATURE_ALGORITHM);
		}

		@Test
		void refusesSha1OfEc() {
			KeyPair pair = Requests.pair(KeyAlgorithm.EC_P256);
			assertRefused(request().key(SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()))
				.signedBy(pair, "SHA1withECDSA")
				.pem(), Code.CSR_SIGNATURE_ALGORITHM);
		}

		@ParameterizedTest
		@ValueSource(strings = { "SHA384withRSA", "SHA512withRSA", "SHA256withRSAandMGF1", "SHA384withRSAandMGF1",
				"SHA512withRSAandMGF1" })
		void takesTheStrongOnesOfRsa(String algorithm) {
			KeyPair pair = Requests.pair(KeyAlgorithm.RSA_2048);
			assertThat(accepted(request().key(SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()))
				.signedBy(pair, algorithm)
				.pem()).algorithm()).isEqualTo(KeyAlgorithm.RSA_2048);
		}

		@Test
		void refusesAnAlgorithmOfAnotherKind() {
			assertRefused(request(KeyAlgorithm.ED25519)
				.signatureAlgorithm(new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256))
				.pem(), Code.CSR_SIGNATURE_ALGORITHM);
		}

		@Test
		void refusesParametersThatAreNotExact() {
			String pem = request()
				.signatureAlgorithm(new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256, DERNull.INSTANCE))
				.pem();
			assertRefused(pem, Code.CSR_SIGNATURE_ALGORITHM);
			assertThat(violations(pem).getFirst().message()).contains("parameters");
			assertRefused(request(KeyAlgorithm.RSA_2048)
				.signatureAlgorithm(new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption))
				.pem(), Code.CSR_SIGNATURE_ALGORITHM);
		}

	}

	/** Clause 3 goes on: PSS says its parameters itself. */
	@Nested
	class Pss {

		@Test
		void refusesParametersThatAreNotExact() {
			KeyPair pair = Requests.pair(KeyAlgorithm.RSA_2048);
			AlgorithmIdentifier sha256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE);
			AlgorithmIdentifier sha1 = new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.3.14.3.2.26"),
					DERNull.INSTANCE);
			for (RSASSAPSSparams params : List.of(pss(sha256, sha256, 20, 1), pss(sha256, sha1, 32, 1),
					pss(sha1, sha1, 20, 1), pss(sha256, sha256, 32, 2), new RSASSAPSSparams())) {
				assertRefused(request().key(SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()))
					.signedBy(pair, "SHA256withRSAandMGF1")
					.signatureAlgorithm(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSASSA_PSS, params))
					.pem(), Code.CSR_SIGNATURE_ALGORITHM);
			}
		}

		private static RSASSAPSSparams pss(AlgorithmIdentifier hash, AlgorithmIdentifier maskHash, int salt,
				int trailer) {
			return new RSASSAPSSparams(hash, new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, maskHash),
					new ASN1Integer(salt), new ASN1Integer(trailer));
		}

	}

	/** Clause 4: what may be asked for. */
	@Nested
	class Asked {

		@Test
		void takesWhatOrdinaryToolsPutIn() {
			KeyPair pair = Requests.pair(KeyAlgorithm.EC_P256);
			SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
			CheckedCsr csr = accepted(
					request().key(key)
						.signedBy(pair, "SHA256withECDSA")
						.extension(Extension.basicConstraints, true, new BasicConstraints(false))
						.extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
						.extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(
								new KeyPurposeId[] { KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth }))
						.extension(Extension.subjectKeyIdentifier, false,
								new DEROctetString(Spki.digest("SHA-1", key.getPublicKeyData().getOctets())))
						.pem());
			assertThat(csr.requestedPurposes()).containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
		}

		@Test
		void tellsThatAnRsaKeyAsksForKeyEncipherment() {
			KeyUsage usual = new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment);
			assertThat(accepted(request(KeyAlgorithm.RSA_2048).extension(Extension.keyUsage, true, usual).pem())
				.keyEncipherment()).isTrue();
			assertThat(accepted(request(KeyAlgorithm.RSA_2048).pem()).keyEncipherment()).isFalse();
		}

		@ParameterizedTest
		@EnumSource(names = { "EC_P256", "ED25519", "ML_DSA_44" })
		void refusesKeyEnciphermentOfOtherKeys(KeyAlgorithm algorithm) {
			assertRefused(request(algorithm)
				.extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment))
				.pem(), Code.CSR_EXTENSION_REFUSED);
		}

		@Test
		void refusesToBecomeACa() {
			assertRefused(request().extension(Extension.basicConstraints, true, new BasicConstraints(true)).pem(),
					Code.CSR_CA_REQUESTED);
			assertRefused(request().extension(Extension.basicConstraints, true, new BasicConstraints(0)).pem(),
					Code.CSR_CA_REQUESTED);
		}

		@ParameterizedTest
		@ValueSource(ints = { KeyUsage.keyCertSign, KeyUsage.cRLSign })
		void refusesTheKeyUsagesOfACa(int usage) {
			assertRefused(request().extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | usage))
				.pem(), Code.CSR_CA_REQUESTED);
		}

		@ParameterizedTest
		@ValueSource(ints = { KeyUsage.nonRepudiation, KeyUsage.dataEncipherment, KeyUsage.keyAgreement,
				KeyUsage.decipherOnly })
		void refusesOtherKeyUsages(int usage) {
			assertRefused(request().extension(Extension.keyUsage, true, new KeyUsage(usage)).pem(),
					Code.CSR_EXTENSION_REFUSED);
		}

		@ParameterizedTest
		@ValueSource(strings = { "2.5.29.37.0", "1.3.6.1.5.5.7.3.3", "1.3.6.1.5.5.7.3.9", "1.2.3.4" })
		void refusesOtherPurposes(String purpose) {
			assertRefused(request()
				.extension(Extension.extendedKeyUsage, false, new DERSequence(new ASN1ObjectIdentifier(purpose)))
				.pem(), Code.CSR_EXTENSION_REFUSED);
		}

		@ParameterizedTest
		@ValueSource(strings = { "2.5.29.32", "2.5.29.30", "2.5.29.36", "2.5.29.35", "1.3.6.1.5.5.7.1.24",
				"2.16.840.1.113730.1.1", "1.2.3.4.5" })
		void refusesEveryOtherExtensionCriticalOrNot(String oid) {
			assertRefused(request().extension(new ASN1ObjectIdentifier(oid), true, new DERSequence()).pem(),
					Code.CSR_EXTENSION_REFUSED);
			assertRefused(request().extension(new ASN1ObjectIdentifier(oid), false, new DERSequence()).pem(),
					Code.CSR_EXTENSION_REFUSED);
		}

		@Test
		void refusesAKeyIdentifierOfAnotherKey() {
			assertRefused(
					request().extension(Extension.subjectKeyIdentifier, false, new DEROctetString(new byte[20])).pem(),
					Code.CSR_EXTENSION_REFUSED);
		}

		@Test
		void refusesTwoExtensionRequests() {
			DERSequence extensions = new DERSequence(new DERSequence(
					new ASN1Encodable[] { Extension.basicConstraints, new DEROctetString(new byte[] { 0x30, 0 }) }));
			assertRefused(request().attribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions)
				.dns("shop.test")
				.pem(), Code.CSR_ATTRIBUTE_REPEATED);
			assertRefused(request()
				.attribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions, new DERSequence(extensions))
				.pem(), Code.CSR_ATTRIBUTE_REPEATED);
		}

		@Test
		void refusesAnExtensionTwice() {
			assertRefused(request().dns("shop.test").dns("www.shop.test").pem(), Code.CSR_EXTENSION_REPEATED);
		}

		@Test
		void refusesAChallengePassword() {
			assertRefused(request()
				.attribute(PKCSObjectIdentifiers.pkcs_9_at_challengePassword, new DERPrintableString("secret"))
				.pem(), Code.CSR_CHALLENGE_PASSWORD);
		}

		@Test
		void refusesOtherAttributes() {
			assertRefused(request()
				.attribute(PKCSObjectIdentifiers.pkcs_9_at_unstructuredName, new DERPrintableString("shop"))
				.pem(), Code.CSR_ATTRIBUTE_REFUSED);
		}

		@Test
		void refusesExtensionsThatAreMalformed() {
			assertRefused(request().extension(Extension.subjectAlternativeName, false, new byte[] { 1, 2, 3 }).pem(),
					Code.CSR_EXTENSION_MALFORMED);
			assertRefused(request().extension(Extension.subjectAlternativeName, false, new DERSequence()).pem(),
					Code.CSR_EXTENSION_MALFORMED);
			assertRefused(request().extension(Extension.extendedKeyUsage, false, new DERSequence()).pem(),
					Code.CSR_EXTENSION_MALFORMED);
			assertRefused(
					request().extension(Extension.basicConstraints, false, new DERSequence(ASN1Boolean.FALSE)).pem(),
					Code.CSR_EXTENSION_MALFORMED);
			assertRefused(request()
				.rawExtension(new DERSequence(new ASN1Encodable[] { Extension.keyUsage, ASN1Boolean.FALSE,
						new DEROctetString(new byte[] { 3, 2, 7, (byte) 0x80 }) }))
				.pem(), Code.CSR_EXTENSION_MALFORMED);
			assertRefused(
					request().attribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, new DERSequence()).pem(),
					Code.CSR_EXTENSION_MALFORMED);
			// Without any value.
			assertRefused(request().attribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest).pem(),
					Code.CSR_ATTRIBUTE_REPEATED);
		}

	}

	/** Clause 5: names and subject. */
	@Nested
	class Names {

		@ParameterizedTest
		@ValueSource(strings = { "shop.test\0.evil.test", "shop.test\r\n", "shop .test", "shop'.test", "shop/..test",
				"$(id).test", "shop;test", "" })
		void refusesWhatNoNameHolds(String name) {
			assertThat(codesOf(name)).isNotEmpty();
		}

		@ParameterizedTest
		@ValueSource(strings = { "a..test", "-a.test", "a-.test", "*.*.test", "w*.shop.test", "www.*.test", "*",
				"a_b.test" })
		void refusesMalformedNames(String name) {
			assertThat(codesOf(name)).isNotEmpty();
		}

		@ParameterizedTest
		@CsvSource({ "shop.test., name-label-malformed", "xn--.test, name-label-malformed",
				"xn--a-ecp.test, name-a-label-invalid", "*.co.uk, name-wildcard-too-wide",
				"*.test, name-wildcard-too-wide", "10.1.2.3.4, name-numeric",
				// Latin with a Cyrillic a
				"xn--pypal-4ve.test, name-confusable" })
		void refusesNamesThatAValueCanNotBe(String name, String code) {
			assertThat(codesOf(name)).extracting(Code::slug).containsExactly(code);
		}

		@Test
		void refusesNamesThatAreTooLong() {
			assertThat(codesOf("a".repeat(63) + ".test-a.test")).isEmpty();
			assertThat(codesOf("a".repeat(64) + ".test")).containsExactly(Code.NAME_TOO_LONG);
			assertThat(codesOf(("a".repeat(62) + ".").repeat(4) + "test")).containsExactly(Code.NAME_TOO_LONG);
		}

		@Test
		void refusesAQuoteInAName() {
			assertThat(codesOf("shop\".test")).containsExactly(Code.NAME_FORBIDDEN_CHARACTER);
		}

		@Test
		void refusesEightBitNames() {
			byte[] name = "shöp.test".getBytes(StandardCharsets.UTF_8);
			assertRefused(
					request()
						.extension(Extension.subjectAlternativeName, false,
								new DERSequence(
										new DERTaggedObject(false, GeneralName.dNSName, new DEROctetString(name))))
						.pem(),
					Code.NAME_FORBIDDEN_CHARACTER);
		}

		@Test
		void refusesAddressesOfOtherLengths() {
			for (int length : new int[] { 0, 3, 5, 8, 15, 17, 32 }) {
				assertRefused(
						request().names(new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[length])))
							.pem(),
						Code.ADDRESS_MALFORMED);
			}
		}

		@Test
		void refusesV4MappedAddresses() {
			byte[] mapped = new byte[16];
			Arrays.fill(mapped, 10, 16, (byte) 0xff);
			assertRefused(request().names(new GeneralName(GeneralName.iPAddress, new DEROctetString(mapped))).pem(),
					Code.ADDRESS_NOT_ALLOWED);
		}

		@ParameterizedTest
		@ValueSource(strings = { "0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.2.1", "169.254.1.1", "::", "fe80::1",
				"ff02::1", "2001:db8::1" })
		void refusesAddressesThatNoServerHas(String address) {
			assertRefused(request().names(new GeneralName(GeneralName.iPAddress, address)).pem(),
					Code.ADDRESS_NOT_ALLOWED);
		}

		@Test
		void refusesOtherKinds() {
			assertRefused(request().names(new GeneralName(new X500Name("CN=shop.test"))).pem(),
					Code.NAME_KIND_NOT_ALLOWED);
			assertRefused(request().names(new GeneralName(GeneralName.registeredID, "1.2.3")).pem(),
					Code.NAME_KIND_NOT_ALLOWED);
		}

		@Test
		void refusesANameTwice() {
			assertRefused(request().dns("shop.test", "shop.test").pem(), Code.NAME_DUPLICATE);
		}

		@Test
		void takesAHundredNamesAndNoMore() {
			String[] names = IntStream.range(0, 101)
				.mapToObj((number) -> "n" + number + ".test")
				.toArray(String[]::new);
			assertThat(accepted(request().dns(Arrays.copyOf(names, 100)).pem()).names()).hasSize(100);
			assertRefused(request().dns(names).pem(), Code.NAMES_TOO_MANY);
		}

		@Test
		void refusesThousandsOfNamesAtOnce() {
			String[] names = Collections.nCopies(3_500, "shop.test").toArray(String[]::new);
			assertInTime(request().dns(names).pem(), Code.NAMES_TOO_MANY);
		}

		@Test
		void refusesAnUnknownSubjectAttribute() {
			assertRefused(request().subject(new X500Name("CN=shop.test,DC=shop")).pem(),
					Code.SUBJECT_ATTRIBUTE_UNKNOWN);
		}

		@Test
		void refusesTwoCommonNames() {
			assertRefused(request().subject(new X500Name("CN=shop.test,CN=www.shop.test")).pem(),
					Code.SUBJECT_CN_REPEATED);
		}

		@Test
		void refusesControlCharactersInTheSubject() {
			assertRefused(request().subject(subject(new DERUTF8String("shop.test\0"))).pem(),
					Code.SUBJECT_CONTROL_CHARACTER);
		}

		@Test
		void refusesSubjectsThatAreTooLong() {
			assertRefused(request().subject(subject(new DERUTF8String("x".repeat(65)))).pem(), Code.SUBJECT_TOO_LONG);
			assertInTime(request().subject(subject(new DERUTF8String("x".repeat(40_000)))).pem(),
					Code.SUBJECT_TOO_LONG);
		}

		@Test
		void refusesOtherStringTypesAndSeveralValuesInOnePart() {
			assertRefused(request().subject(subject(new DERBMPString("shop.test"))).pem(), Code.SUBJECT_MALFORMED);
			assertRefused(request().subject(new X500Name("CN=shop.test+O=Shop")).pem(), Code.SUBJECT_MALFORMED);
			assertRefused(request().subject(subject(new DERSequence())).pem(), Code.SUBJECT_MALFORMED);
		}

		@Test
		void keepsSpecialCharactersOfTheSubject() {
			String odd = " #Shop, \"Sons\" + <Co>; a=b\\ ";
			DERSequence subject = new DERSequence(
					new DERSet(new DERSequence(new ASN1Encodable[] { BCStyle.O, new DERUTF8String(odd) })));
			assertThat(accepted(request().subject(subject).pem()).subject().name().getRDNs()[0].getFirst()
				.getValue()
				.toString()).isEqualTo(odd);
		}

		private List<Code> codesOf(String name) {
			CsrOutcome outcome = CsrGateTests.this.gate.check(request().dns(name).pem(), "/csr");
			return (outcome instanceof Refused refused) ? refused.violations().stream().map(Violation::code).toList()
					: List.of();
		}

		private static DERSequence subject(ASN1Encodable commonName) {
			return new DERSequence(new DERSet(new DERSequence(new ASN1Encodable[] { BCStyle.CN, commonName })));
		}

	}

	/** Clauses 6 and 7: no exception, no long wait, whatever the bytes are. */
	@Nested
	class Mutations {

		@ParameterizedTest
		@EnumSource(names = { "EC_P256", "RSA_2048", "ED25519", "ML_DSA_44" })
		void neverThrowsNorTakesLong(KeyAlgorithm algorithm) {
			Random random = new Random(42);
			byte[] good = request(algorithm).dns("shop.test", "www.shop.test")
				.names(new GeneralNames(new GeneralName(GeneralName.iPAddress, "10.1.2.3")).getNames())
				.extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
				.extension(Extension.basicConstraints, true, new BasicConstraints(false))
				.der();
			long worst = 0;
			for (int round = 0; round < 1_500; round++) {
				String pem = Requests.pem(mutated(good, random));
				long start = cpuNanos();
				CsrOutcome outcome = CsrGateTests.this.gate.check(pem, "/csr");
				worst = Math.max(worst, cpuNanos() - start);
				assertThat(outcome).isInstanceOf(Refused.class);
			}
			assertThat(Duration.ofNanos(worst)).isLessThan(Duration.ofMillis(250));
		}

		@Test
		void survivesMutatedText() {
			Random random = new Random(43);
			String good = request().dns("shop.test").pem();
			for (int round = 0; round < 1_000; round++) {
				StringBuilder text = new StringBuilder(good);
				for (int change = random.nextInt(4); change >= 0; change--) {
					text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(0x3000));
				}
				CsrGateTests.this.gate.check(text.toString(), "/csr");
			}
		}

		private static byte[] mutated(byte[] good, Random random) {
			byte[] bytes = good.clone();
			switch (random.nextInt(4)) {
				case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
				case 1 -> {
					int at = random.nextInt(bytes.length);
					byte[] more = new byte[bytes.length + 1 + random.nextInt(8)];
					random.nextBytes(more);
					System.arraycopy(bytes, 0, more, 0, at);
					System.arraycopy(bytes, at, more, more.length - (bytes.length - at), bytes.length - at);
					bytes = more;
				}
				default -> {
					for (int change = random.nextInt(3); change >= 0; change--) {
						bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
					}
				}
			}
			return Arrays.equals(bytes, good) ? new byte[0] : bytes;
		}

	}

	private CheckedCsr accepted(String pem) {
		CsrOutcome outcome = this.gate.check(pem, "/csr");
		assertThat(outcome).isInstanceOf(Accepted.class);
		return ((Accepted) outcome).csr();
	}

	private List<Violation> violations(String pem) {
		CsrOutcome outcome = this.gate.check(pem, "/csr");
		assertThat(outcome).isInstanceOf(Refused.class);
		return ((Refused) outcome).violations();
	}

	private List<Code> codes(String pem) {
		return violations(pem).stream().map(Violation::code).toList();
	}

	private void assertRefused(String pem, Code code) {
		assertThat(violations(pem)).extracting(Violation::code).containsExactly(code);
		assertThat(violations(pem)).allSatisfy((violation) -> assertThat(violation.message()).matches("[ -~]{20,400}"));
	}

	private void assertInTime(String pem, Code code) {
		// Once before, so that classes are loaded
		assertRefused(pem, code);
		long start = cpuNanos();
		this.gate.check(pem, "/csr");
		assertThat(Duration.ofNanos(cpuNanos() - start)).isLessThan(Duration.ofMillis(250));
	}

	// Of this thread alone: a busy machine does not make the gate slow
	private static long cpuNanos() {
		return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
	}

	private static int indexOf(byte[] der, String text) {
		String latin = new String(der, StandardCharsets.ISO_8859_1);
		return latin.lastIndexOf(text);
	}

}
