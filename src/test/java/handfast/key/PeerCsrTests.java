package handfast.key;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import handfast.Peers;
import handfast.Peers.EnabledIfPeer;
import handfast.key.CsrOutcome.Accepted;
import handfast.x509.KeyAlgorithm;
import handfast.x509.Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests as other programs make them.
 */
class PeerCsrTests {

	private static final String STORE = " -keystore store.p12 -storepass changeit -alias shop";

	private final CsrGate gate = new CsrGate((hash) -> new KnownKeys.Known(null, null), KeyFixture.PROVIDERS);

	@TempDir
	Path folder;

	@ParameterizedTest
	@EnabledIfPeer("openssl")
	@CsvSource({ "EC-P256,EC -pkeyopt ec_paramgen_curve:P-256", "EC-P384,EC -pkeyopt ec_paramgen_curve:P-384",
			"EC-P521,EC -pkeyopt ec_paramgen_curve:P-521", "RSA-2048,RSA -pkeyopt rsa_keygen_bits:2048",
			"RSA-3072,RSA -pkeyopt rsa_keygen_bits:3072", "RSA-4096,RSA -pkeyopt rsa_keygen_bits:4096",
			"Ed25519,ED25519", "Ed448,ED448" })
	void takesRequestsOfOpenssl(String algorithm, String options) throws Exception {
		run("openssl genpkey -out key.pem -algorithm " + options);
		run("openssl req -new -key key.pem -subj /CN=shop.test/O=Shop -out plain.pem");
		assertThat(accepted("plain.pem", algorithm).subject()).hasToString("CN=shop.test,O=Shop");
		run("openssl req -new -text -key key.pem -subj /CN=shop.test -addext subjectAltName=DNS:shop.test,IP:10.1.2.3 "
				+ "-addext basicConstraints=critical,CA:FALSE -addext keyUsage=critical,digitalSignature "
				+ "-addext extendedKeyUsage=serverAuth,clientAuth -addext subjectKeyIdentifier=hash -out full.pem");
		CheckedCsr full = accepted("full.pem", algorithm);
		assertThat(full.names()).extracting(Name::value).containsExactly("shop.test", "10.1.2.3");
		assertThat(full.requestedPurposes()).hasSize(2);
	}

	@ParameterizedTest
	@EnabledIfPeer("openssl")
	@CsvSource({ "sha256", "sha384", "sha512" })
	void takesPssOfOpenssl(String hash) throws Exception {
		run("openssl genpkey -out key.pem -algorithm RSA -pkeyopt rsa_keygen_bits:2048");
		run("openssl req -new -key key.pem -subj /CN=shop.test -" + hash
				+ " -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest -out csr.pem");
		accepted("csr.pem", "RSA-2048");
	}

	@ParameterizedTest
	@EnabledIfPeer("keytool")
	@CsvSource({ "EC-P256,EC -groupname secp256r1", "RSA-2048,RSA -keysize 2048" })
	void takesRequestsOfTheInstalledKeytool(String algorithm, String options) throws Exception {
		keytool(Peers.find("keytool").orElseThrow().toString(), algorithm, options);
	}

	@ParameterizedTest
	@CsvSource({ "EC-P256,EC -groupname secp256r1", "EC-P384,EC -groupname secp384r1",
			"EC-P521,EC -groupname secp521r1", "RSA-2048,RSA -keysize 2048", "RSA-3072,RSA -keysize 3072",
			"RSA-4096,RSA -keysize 4096", "Ed25519,Ed25519", "Ed448,Ed448", "ML-DSA-44,ML-DSA-44",
			"ML-DSA-65,ML-DSA-65", "ML-DSA-87,ML-DSA-87" })
	void takesRequestsOfThisJdksKeytool(String algorithm, String options) throws Exception {
		keytool(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), algorithm, options);
	}

	@Test
	void takesARequestOfKeytoolWithoutExtensions() throws Exception {
		String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
		run(keytool + " -J-XX:TieredStopAtLevel=1 -genkeypair -dname CN=shop.test -keyalg EC" + STORE);
		run(keytool + " -J-XX:TieredStopAtLevel=1 -certreq -file csr.pem" + STORE);
		assertThat(this.gate.check(read("csr.pem"), "/csr")).isInstanceOf(Accepted.class);
	}

	private void keytool(String program, String algorithm, String options) throws Exception {
		run(program + " -J-XX:TieredStopAtLevel=1 -genkeypair -dname CN=shop.test,O=Shop,C=DE -keyalg " + options
				+ STORE);
		run(program + " -J-XX:TieredStopAtLevel=1 -certreq -file csr.pem -ext san=dns:shop.test,ip:10.1.2.3 "
				+ "-ext bc=ca:false -ext ku:c=digitalSignature -ext eku=serverAuth" + STORE);
		CheckedCsr csr = accepted("csr.pem", algorithm);
		assertThat(csr.subject()).hasToString("C=DE,O=Shop,CN=shop.test");
		assertThat(csr.names()).extracting(Name::value).containsExactly("shop.test", "10.1.2.3");
	}

	@ParameterizedTest
	@EnabledIfPeer("certtool")
	@CsvSource({ "EC-P256,ecdsa --curve secp256r1", "EC-P384,ecdsa --curve secp384r1",
			"EC-P521,ecdsa --curve secp521r1", "RSA-2048,rsa --bits 2048", "RSA-3072,rsa --bits 3072",
			"RSA-4096,rsa --bits 4096", "Ed25519,ed25519", "Ed448,ed448" })
	void takesRequestsOfCerttool(String algorithm, String options) throws Exception {
		Files.writeString(this.folder.resolve("template"), """
				cn = "shop.test"
				organization = "Shop"
				dns_name = "shop.test"
				ip_address = "10.1.2.3"
				signing_key
				tls_www_server
				""");
		run("certtool --generate-privkey --outfile key.pem --key-type " + options);
		run("certtool --generate-request --load-privkey key.pem --template template --outfile csr.pem");
		CheckedCsr csr = accepted("csr.pem", algorithm);
		assertThat(csr.names()).extracting(Name::value).containsExactly("shop.test", "10.1.2.3");
		assertThat(csr.requestedPurposes()).containsExactly("1.3.6.1.5.5.7.3.1");
	}

	@ParameterizedTest
	@EnabledIfPeer("cfssl")
	@CsvSource({ "EC-P256,ecdsa,256", "EC-P384,ecdsa,384", "EC-P521,ecdsa,521", "RSA-2048,rsa,2048",
			"RSA-3072,rsa,3072", "RSA-4096,rsa,4096" })
	void takesRequestsOfGo(String algorithm, String kind, int size) throws Exception {
		Files.writeString(this.folder.resolve("request.json"), """
				{"CN": "shop.test", "hosts": ["shop.test", "10.1.2.3"], "key": {"algo": "%s", "size": %d},
				 "names": [{"O": "Shop"}]}""".formatted(kind, size));
		String json = run("cfssl genkey request.json");
		String csr = json.substring(json.indexOf("-----BEGIN CERTIFICATE REQUEST"));
		csr = csr.substring(0, csr.indexOf('"')).replace("\\n", "\n");
		Files.writeString(this.folder.resolve("csr.pem"), csr);
		assertThat(accepted("csr.pem", algorithm).names()).extracting(Name::value)
			.containsExactly("shop.test", "10.1.2.3");
	}

	@Test
	@EnabledIfPeer("openssl")
	void readsNoRequestThatOpensslMadeForACa() throws Exception {
		run("openssl req -new -newkey ed25519 -nodes -keyout key.pem -subj /CN=shop.test "
				+ "-addext basicConstraints=critical,CA:TRUE -out csr.pem");
		assertThat(this.gate.check(read("csr.pem"), "/csr")).isInstanceOf(CsrOutcome.Refused.class);
	}

	private CheckedCsr accepted(String file, String algorithm) throws IOException {
		CsrOutcome outcome = this.gate.check(read(file), "/csr");
		assertThat(outcome).isInstanceOf(Accepted.class);
		CheckedCsr csr = ((Accepted) outcome).csr();
		assertThat(csr.algorithm()).isEqualTo(KeyAlgorithm.find(algorithm).orElseThrow());
		return csr;
	}

	private String read(String file) throws IOException {
		return Files.readString(this.folder.resolve(file), StandardCharsets.ISO_8859_1);
	}

	private String run(String command) throws Exception {
		List<String> words = new ArrayList<>(List.of(command.split(" ")));
		return Peers.run(this.folder, words.toArray(String[]::new));
	}

}
