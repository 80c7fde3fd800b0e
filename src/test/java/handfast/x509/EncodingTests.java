package handfast.x509;

import java.util.HexFormat;
import java.util.List;

import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EncodingTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "3080020105000000", "3003020105" + "00", "300402020005", "308103020105", "010101",
			"0303070180ff", "3005020105", "30840000000302010500", "3187" })
	void refusesWhatIsNotDer(String hex) {
		assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> Der.read(HexFormat.of().parseHex(hex)))
			.satisfies((refusal) -> assertThat(refusal.code()).isEqualTo("der-malformed"));
	}

	@Test
	void refusesDerThatIsNestedWithoutEnd() {
		byte[] nested = new byte[60_000];
		java.util.Arrays.fill(nested, (byte) 0x30);
		assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> Der.read(nested));
	}

	@Test
	void readsDer() {
		assertThat(Der.read(HexFormat.of().parseHex("30060101ff020105"))).isNotNull();
	}

	@Test
	void readsPemBetweenOtherText() {
		String text = "Subject: x\r\n" + Pem.certificate(new byte[100]).replace("\n", "\r\n") + "and\n"
				+ Pem.write("X509 CRL", new byte[] { 1 });
		List<Pem.Block> blocks = Pem.read(text);
		assertThat(blocks).extracting(Pem.Block::label).containsExactly("CERTIFICATE", "X509 CRL");
		assertThat(blocks.getFirst().der()).hasSize(100);
	}

	@ParameterizedTest
	@ValueSource(strings = { "-----BEGIN A-----\nAA==\n", "-----BEGIN A-----\nAA==\n-----END B-----\n",
			"-----BEGIN A-----\nA*==\n-----END A-----\n", "-----BEGIN A-----\n-----END A-----\n",
			"-----BEGIN A-----\nAB==\n-----END A-----\n", "-----BEGIN A-----\nDEK-Info: x\n\nAA==\n-----END A-----\n" })
	void refusesBrokenPem(String text) {
		assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> Pem.read(text));
	}

	@ParameterizedTest
	@EnumSource(KeyAlgorithm.class)
	void tellsEveryKindOfKey(KeyAlgorithm algorithm) {
		byte[] key = TestAuthority.keyOf(algorithm).getPublic().getEncoded();
		assertThat(KeyAlgorithm.of(SubjectPublicKeyInfo.getInstance(key))).contains(algorithm);
	}

	@Test
	void knowsNoOtherKeys() {
		byte[] small = TestAuthority.oddKey("RSA", 1024).getPublic().getEncoded();
		byte[] curve = TestAuthority.oddKey("EC", "brainpoolP256r1").getPublic().getEncoded();
		assertThat(KeyAlgorithm.of(SubjectPublicKeyInfo.getInstance(small))).isEmpty();
		assertThat(KeyAlgorithm.of(SubjectPublicKeyInfo.getInstance(curve))).isEmpty();
	}

	@Test
	void readsNetworks() {
		assertThat(Cidr.parse("10.0.0.0/8").contains(IpAddress.parse("10.1.2.3").toInetAddress())).isTrue();
		assertThat(Cidr.parse("10.0.0.0/8").contains(IpAddress.parse("11.1.2.3").toInetAddress())).isFalse();
		assertThat(Cidr.parse("fd00::/8").contains(IpAddress.parse("10.1.2.3").toInetAddress())).isFalse();
		assertThat(Cidr.parse("10.1.2.3")).hasToString("10.1.2.3/32");
		for (String wrong : List.of("10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "shop.test", "")) {
			assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> Cidr.parse(wrong));
		}
	}

	@Test
	void readsSerialNumbers() {
		assertThat(SerialNumber.fromHex("5C01").hex()).isEqualTo("5c01");
		for (String wrong : List.of("", "0", "xyz", "-1", "f".repeat(41))) {
			assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> SerialNumber.fromHex(wrong));
		}
	}

}
