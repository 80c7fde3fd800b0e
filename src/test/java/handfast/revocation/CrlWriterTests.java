package handfast.revocation;

import java.io.OutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Random;

import handfast.authority.CrlSigner;
import handfast.certificate.RevokedEntry;
import handfast.certificate.RevokedTally;
import handfast.x509.CrlEntry;
import handfast.x509.EncodedCrl;
import handfast.x509.MalformedException;
import handfast.x509.SerialNumber;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CrlWriterTests {

	private static final X500Name ISSUER = new X500Name("CN=Handfast Root,O=shop.test");

	private static final Instant NOW = Instant.parse("2026-01-10T00:00:00Z");

	private static final Instant NEXT = Instant.parse("2051-01-10T00:00:00Z");

	private static final Signed SIGNED = new Signed();

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 3, 200, 20_000 })
	void writesWhatBouncyCastleWrites(int count) throws Exception {
		List<RevokedEntry> entries = entries(count);
		byte[] ours = write(entries);
		byte[] theirs = builder(entries).build(SIGNED.like(ours)).getEncoded();
		assertThat(ours).isEqualTo(theirs);
	}

	@Test
	void readsEachEntryAsItWasWritten() throws Exception {
		List<RevokedEntry> entries = entries(500);
		EncodedCrl crl = EncodedCrl.of(write(entries));
		List<CrlEntry> read = new ArrayList<>();
		crl.forEachEntry(read::add);
		assertThat(read).extracting(CrlEntry::serial)
			.containsExactlyElementsOf(entries.stream().map((entry) -> entry.serial().value()).toList());
		assertThat(crl.issuer()).isEqualTo(ISSUER);
		assertThat(crl.thisUpdate().getDate()).isEqualTo(Date.from(NOW));
		assertThat(crl.nextUpdate().getDate()).isEqualTo(Date.from(NEXT));
		assertThat(crl.extension(Extension.cRLNumber).getParsedValue()).isEqualTo(new ASN1Integer(7));
		assertThat(SIGNED.verifies(crl)).isTrue();
	}

	@Test
	void talliesWhatItWrote() {
		CrlWriter writer = new CrlWriter();
		Instant at = NOW.plus(1, ChronoUnit.MICROS);
		writer.add(new RevokedEntry(new SerialNumber(BigInteger.ONE), NOW, null, NEXT));
		writer.add(new RevokedEntry(new SerialNumber(BigInteger.TWO), at, null, NEXT));
		assertThat(writer.tally())
			.isEqualTo(new RevokedTally(2, 2 * ChronoUnit.MICROS.between(Instant.EPOCH, NOW) + 1));
	}

	@Test
	void refusesCutAndLengthenedBytes() throws Exception {
		byte[] der = write(entries(3));
		for (int length = 0; length < der.length; length++) {
			byte[] cut = Arrays.copyOf(der, length);
			assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> EncodedCrl.of(cut));
		}
		byte[] longer = Arrays.copyOf(der, der.length + 1);
		assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> EncodedCrl.of(longer));
	}

	// Whatever the bytes are, nothing but a MalformedException comes of them.
	@Test
	void readsChangedBytesOrRefusesThem() throws Exception {
		byte[] der = write(entries(3));
		Random random = new Random(7);
		for (int i = 0; i < 20_000; i++) {
			byte[] changed = der.clone();
			changed[random.nextInt(der.length)] = (byte) random.nextInt(256);
			try {
				EncodedCrl.of(changed).forEachEntry((entry) -> {
				});
			}
			catch (MalformedException ex) {
				assertThat(ex.code()).isEqualTo("der-malformed");
			}
		}
	}

	private static byte[] write(List<RevokedEntry> entries) throws Exception {
		CrlWriter writer = new CrlWriter();
		entries.forEach(writer::add);
		return writer.sign(SIGNED, ISSUER, NOW, NEXT, extensions());
	}

	private static X509v2CRLBuilder builder(List<RevokedEntry> entries) throws Exception {
		X509v2CRLBuilder builder = new X509v2CRLBuilder(ISSUER, Date.from(NOW));
		builder.setNextUpdate(Date.from(NEXT));
		entries.forEach((entry) -> builder.addCRLEntry(entry.serial().value(), Date.from(entry.at()),
				RevocationReason.code(entry.reason())));
		builder.addExtension(Extension.cRLNumber, false, new ASN1Integer(7));
		return builder;
	}

	private static Extensions extensions() throws Exception {
		ExtensionsGenerator extensions = new ExtensionsGenerator();
		extensions.addExtension(Extension.cRLNumber, false, new ASN1Integer(7));
		return extensions.generate();
	}

	private static List<RevokedEntry> entries(int count) {
		Random random = new Random(count);
		List<RevokedEntry> entries = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			BigInteger serial = new BigInteger(1 + random.nextInt(158), random).add(BigInteger.ONE);
			// Some of them from 2050 on.
			Instant at = NOW.plus(random.nextInt(30 * 365), ChronoUnit.DAYS).plusMillis(random.nextInt(86_400_000));
			RevocationReason[] reasons = RevocationReason.values();
			int reason = random.nextInt(reasons.length + 1);
			entries.add(new RevokedEntry(new SerialNumber(serial), at,
					(reason < reasons.length) ? reasons[reason].label() : null, NEXT));
		}
		return entries;
	}

	private static final class Signed implements CrlSigner {

		private final KeyPair pair;

		Signed() {
			try {
				KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
				generator.initialize(256);
				this.pair = generator.generateKeyPair();
			}
			catch (GeneralSecurityException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public AlgorithmIdentifier algorithm() {
			return new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
		}

		@Override
		public byte[] sign(byte[] bytes) {
			try {
				Signature signature = Signature.getInstance("SHA256withECDSA");
				signature.initSign(this.pair.getPrivate());
				signature.update(bytes);
				return signature.sign();
			}
			catch (GeneralSecurityException ex) {
				throw new IllegalStateException(ex);
			}
		}

		boolean verifies(EncodedCrl crl) throws Exception {
			Signature signature = Signature.getInstance("SHA256withECDSA");
			signature.initVerify(this.pair.getPublic());
			signature.update(crl.tbs());
			return signature.verify(crl.signature());
		}

		// Signatures differ each time, so the other list gets ours.
		ContentSigner like(byte[] crl) {
			byte[] signature = EncodedCrl.of(crl).signature();
			return new ContentSigner() {

				@Override
				public AlgorithmIdentifier getAlgorithmIdentifier() {
					return algorithm();
				}

				@Override
				public OutputStream getOutputStream() {
					return OutputStream.nullOutputStream();
				}

				@Override
				public byte[] getSignature() {
					return signature;
				}

			};
		}

	}

}
