package handfast.validation.lints;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import handfast.Peers.EnabledIfPeer;
import handfast.validation.LintSubject;
import handfast.validation.LintSubject.Role;
import handfast.validation.LintSubject.Rules;
import handfast.validation.Lints;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMParser;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The lints have nothing against an ordinary chain that openssl made, for each kind of
 * key that it makes.
 */
@EnabledIfPeer("openssl")
class OpensslChainTests {

	private static final Rules RULES = new Rules(Duration.ofDays(91), TestChain.RULES.purposes(),
			TestChain.RULES.nameTypes(), false, false);

	@TempDir
	Path folder;

	@ParameterizedTest
	@ValueSource(strings = { "EC -pkeyopt ec_paramgen_curve:P-256", "EC -pkeyopt ec_paramgen_curve:P-384",
			"RSA -pkeyopt rsa_keygen_bits:2048", "ED25519", "ED448" })
	void passes(String algorithm) throws Exception {
		Files.writeString(this.folder.resolve("ext.cnf"), """
				[root]
				basicConstraints = critical,CA:TRUE
				keyUsage = critical,keyCertSign,cRLSign
				subjectKeyIdentifier = hash
				[issuing]
				basicConstraints = critical,CA:TRUE,pathlen:0
				keyUsage = critical,keyCertSign,cRLSign
				extendedKeyUsage = serverAuth,clientAuth
				subjectKeyIdentifier = hash
				authorityKeyIdentifier = keyid
				[leaf]
				basicConstraints = critical,CA:FALSE
				keyUsage = critical,digitalSignature
				extendedKeyUsage = serverAuth
				subjectKeyIdentifier = hash
				authorityKeyIdentifier = keyid
				subjectAltName = DNS:shop.test,IP:10.1.2.3
				crlDistributionPoints = URI:http://localhost:8080/pki/1.crl
				authorityInfoAccess = caIssuers;URI:http://localhost:8080/pki/1.cer
				""");
		request("root", algorithm, "/O=Test/CN=Root");
		request("issuing", algorithm, "/O=Test/CN=Issuing");
		request("leaf", algorithm, "/CN=shop.test");
		openssl("x509 -req -in root.csr -signkey root.key -days 3650 -extfile ext.cnf -extensions root -out root.pem");
		sign("issuing", "root", 1000);
		sign("leaf", "issuing", 90);
		X509CertificateHolder root = read("root");
		X509CertificateHolder issuing = read("issuing");
		assertThat(Lints.check(new LintSubject(root, Role.ROOT, List.of(), TestChain.CA_RULES, null))).isEmpty();
		assertThat(Lints.check(new LintSubject(issuing, Role.ISSUING_CA, List.of(root), TestChain.CA_RULES,
				root.getSubjectPublicKeyInfo())))
			.isEmpty();
		assertThat(Lints.check(new LintSubject(read("leaf"), Role.END_ENTITY, List.of(issuing, root), RULES,
				issuing.getSubjectPublicKeyInfo())))
			.isEmpty();
	}

	private void request(String name, String algorithm, String subject) throws Exception {
		openssl("genpkey -algorithm " + algorithm + " -out " + name + ".key");
		openssl("req -new -key " + name + ".key -subj " + subject + " -out " + name + ".csr");
	}

	private void sign(String name, String issuer, int days) throws Exception {
		openssl("x509 -req -in " + name + ".csr -CA " + issuer + ".pem -CAkey " + issuer + ".key -days " + days
				+ " -extfile ext.cnf -extensions " + name + " -out " + name + ".pem");
	}

	private void openssl(String arguments) throws Exception {
		Process process = new ProcessBuilder(("openssl " + arguments).split(" ")).directory(this.folder.toFile())
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
	}

	private X509CertificateHolder read(String name) throws Exception {
		try (PEMParser parser = new PEMParser(Files.newBufferedReader(this.folder.resolve(name + ".pem")))) {
			return (X509CertificateHolder) parser.readObject();
		}
	}

}
