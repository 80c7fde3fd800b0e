package handfast.handshake;

import java.security.SecureRandom;
import java.util.List;

import handfast.x509.KeyAlgorithm;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class MemoryHandshakeTests {

	private final JcaTlsCrypto crypto = new JcaTlsCryptoProvider().setProvider(TestChain.PROVIDER)
		.create(new SecureRandom());

	@ParameterizedTest
	@EnumSource(KeyAlgorithm.class)
	void comparesKeysOfBothEndsInTls13(KeyAlgorithm algorithm) {
		Exchange exchange = run(TestChain.of(algorithm, "shop.test"), ProtocolVersion.TLSv13);
		assertThat(exchange.failure()).isNull();
		assertThat(exchange.keysEqual()).isTrue();
		assertThat(names(exchange)).containsExactly("ClientHello", "ServerHello", "ChangeCipherSpec",
				"EncryptedExtensions", "Certificate", "CertificateVerify", "Finished", "ChangeCipherSpec", "Finished");
	}

	@ParameterizedTest
	@EnumSource(value = KeyAlgorithm.class, names = "ML_DSA.*", mode = EnumSource.Mode.MATCH_NONE)
	void comparesKeysOfBothEndsInTls12(KeyAlgorithm algorithm) {
		Exchange exchange = run(TestChain.of(algorithm, "shop.test"), ProtocolVersion.TLSv12);
		assertThat(exchange.failure()).isNull();
		assertThat(exchange.keysEqual()).isTrue();
		assertThat(names(exchange)).containsExactly("ClientHello", "ServerHello", "Certificate", "ServerKeyExchange",
				"ServerHelloDone", "ClientKeyExchange", "ChangeCipherSpec", "Finished", "ChangeCipherSpec", "Finished");
	}

	@Test
	void failsWithTheKeyOfAnotherCertificate() {
		TestChain right = TestChain.of(KeyAlgorithm.EC_P256, "shop.test");
		Credentials wrong = Credentials.of(this.crypto, TestChain.PROVIDER,
				TestChain.generate(KeyAlgorithm.EC_P256).getPrivate(), right.chain());
		for (ProtocolVersion version : List.of(ProtocolVersion.TLSv13, ProtocolVersion.TLSv12)) {
			Exchange exchange = run(wrong, version);
			assertThat(exchange.completed()).isFalse();
			assertThat(exchange.failure().alert()).isEqualTo(51);
		}
	}

	private Exchange run(TestChain chain, ProtocolVersion version) {
		Credentials credentials = Credentials.of(this.crypto, TestChain.PROVIDER, chain.privateKey(), chain.chain());
		return run(credentials, version);
	}

	private Exchange run(Credentials credentials, ProtocolVersion version) {
		Offer offer = Offer.proof(version, "shop.test", null);
		return new MemoryHandshake(this.crypto, offer, new BctlsServerEnd(this.crypto, offer, credentials, false))
			.run();
	}

	private static List<String> names(Exchange exchange) {
		return exchange.transcript().entries().stream().map((entry) -> entry.message().name()).toList();
	}

}
