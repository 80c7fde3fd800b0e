package handfast.bundle;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.util.List;

import handfast.x509.CertsOnly;
import handfast.x509.KeyAlgorithm;
import handfast.x509.MalformedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CertsOnlyTests {

	private final List<byte[]> chain = TestChain.of(KeyAlgorithm.EC_P256).chain();

	@Test
	void isReadByTheJdk() throws Exception {
		assertThat(CertificateFactory.getInstance("X.509")
			.generateCertificates(new ByteArrayInputStream(CertsOnly.pkcs7(this.chain)))).hasSize(2);
	}

	@Test
	void isReadByOpenSsl(@TempDir Path folder) throws Exception {
		Path file = Files.write(folder.resolve("chain.p7c"), CertsOnly.pkcs7(this.chain));
		Peer.Answer answer = Peer.named("openssl").run("pkcs7", "-inform", "DER", "-in", file, "-print_certs");
		assertThat(answer.succeeded()).isTrue();
		assertThat(answer.count("BEGIN CERTIFICATE")).isEqualTo(2);
	}

	@Test
	void refusesWhatIsNoCertificate() {
		assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> CertsOnly.pkcs7(List.of(new byte[] { 1 })))
			.extracting(MalformedException::code)
			.isEqualTo("malformed-certificate");
	}

}
