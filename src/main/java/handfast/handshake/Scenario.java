package handfast.handshake;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import handfast.x509.KeyAlgorithm;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.NamedGroup;

/**
 * What can be demonstrated.
 */
enum Scenario {

	TLS12_RSA(Setup.tls12(KeyAlgorithm.RSA_2048).suite(CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256)),

	TLS12_ECDHE(Setup.tls12(KeyAlgorithm.EC_P256)),

	TLS13(Setup.tls13(KeyAlgorithm.EC_P256)),

	TLS13_HELLO_RETRY(Setup.tls13(KeyAlgorithm.EC_P256).serverGroup(NamedGroup.secp384r1)),

	TLS13_ML_KEM(Setup.tls13(KeyAlgorithm.EC_P256).group(NamedGroup.X25519MLKEM768)),

	TLS13_ML_DSA(Setup.tls13(KeyAlgorithm.ML_DSA_65)),

	TLS13_CLIENT_CERTIFICATE(Setup.tls13(KeyAlgorithm.EC_P256).withClientCertificate()),

	EXPIRED(Setup.tls13(KeyAlgorithm.EC_P256).expired()),

	WRONG_NAME(Setup.tls13(KeyAlgorithm.EC_P256).certifiedAs("other.test")),

	WRONG_KEY(Setup.tls13(KeyAlgorithm.EC_P256).wrongKey()),

	NO_SHARED_SUITE(Setup.tls12(KeyAlgorithm.RSA_2048)
		.clientSuites(CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256, CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA));

	private final Setup setup;

	Scenario(Setup setup) {
		this.setup = setup;
	}

	Setup setup() {
		return this.setup;
	}

	String slug() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	static Optional<Scenario> find(String slug) {
		return Arrays.stream(values()).filter((scenario) -> scenario.slug().equals(slug)).findFirst();
	}

	static List<String> slugs() {
		return Arrays.stream(values()).map(Scenario::slug).toList();
	}

}
