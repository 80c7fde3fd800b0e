package handfast.authority;

import java.nio.file.Path;
import java.time.Duration;

import handfast.certificate.Certificate;
import handfast.problem.Problem;
import handfast.problem.ProblemType;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AuthoritiesTests {

	@TempDir
	static Path home;

	static AuthorityFixture fixture;

	@BeforeAll
	static void start() {
		fixture = AuthorityFixture.onH2(home).establish();
	}

	@AfterAll
	static void stop() {
		fixture.close();
	}

	@Test
	void issuesALeafThatItsChainVerifies() throws Exception {
		Certificate certificate = fixture.authorities().issue(fixture.order("shop.test", "10.1.2.3"));
		X509CertificateHolder leaf = new X509CertificateHolder(certificate.requireDer());
		assertThat(leaf.getSubject()).hasToString("CN=shop.test");
		assertThat(certificate.chain()).hasSize(1);
		assertThat(fixture.get(handfast.certificate.Certificates.class).find(certificate.id()).orElseThrow().state())
			.isEqualTo(Certificate.State.ISSUED);
	}

	@Test
	void establishesOnce() {
		int before = fixture.authorities().all().size();
		fixture.authorities().establish("other.test");
		assertThat(fixture.authorities().all()).hasSize(before).hasSize(2);
	}

	@Test
	void namesTheLongestValidityThatWouldDo() {
		assertThatExceptionOfType(Problem.class)
			.isThrownBy(() -> fixture.authorities().issue(fixture.order(Duration.ofDays(398), "shop.test")))
			.satisfies((problem) -> assertThat(problem.type()).isEqualTo(ProblemType.PROFILE_VIOLATION))
			.satisfies((problem) -> assertThat(problem.properties().get("violations").toString()).contains("validity",
					"P397D"));
	}

}
