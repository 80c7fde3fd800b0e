package handfast.handshake;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import handfast.handshake.StartTlsServers.Kind;
import handfast.validation.Code;
import handfast.x509.KeyAlgorithm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * STARTTLS with the servers that speak it, once with TLS and once without.
 */
class StartTlsPeersTests {

	private final TestChain mail = TestChain.of(KeyAlgorithm.EC_P256, "mail.test");

	private final TestSites sites = new TestSites(Clock.systemUTC(), Duration.ofSeconds(10));

	@ParameterizedTest
	@EnumSource
	void comesToTls(Kind kind) throws Exception {
		HandshakeReport report = ask(kind, true);
		// MariaDB and vsftpd ask for a client certificate and do without.
		assertThat(report.findings())
			.allSatisfy((finding) -> assertThat(finding.code()).isEqualTo(Code.CLIENT_CERTIFICATE_REQUIRED));
		assertThat(report.verdict()).isNotEqualTo("failed");
		assertThat(report.path().trusted()).isTrue();
		assertThat(report.protocol()).isEqualTo("TLSv1.3");
	}

	@ParameterizedTest
	@EnumSource
	void tellsOfWhatDoesNotOfferIt(Kind kind) throws Exception {
		HandshakeReport report = ask(kind, false);
		assertThat(report.findings().getFirst().code()).as("%s", report).isEqualTo(Code.STARTTLS_MISSING);
	}

	private HandshakeReport ask(Kind kind, boolean tls) throws Exception {
		try (StartTlsServers servers = new StartTlsServers(this.mail)) {
			return this.sites.ask(servers.start(kind, tls), "mail.test", List.of(this.mail.root()), kind.protocol());
		}
	}

}
