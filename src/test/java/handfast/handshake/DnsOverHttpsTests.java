package handfast.handshake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import handfast.Peers;
import handfast.Peers.EnabledIfPeer;
import handfast.handshake.SiteProbe.SiteQuestion;
import handfast.handshake.form.ReportText;
import handfast.validation.Code;
import handfast.x509.KeyAlgorithm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A question over the connection, to servers that answer it and to those that do not.
 */
class DnsOverHttpsTests {

	private final LoopbackServers servers = new LoopbackServers();

	private final TestChain chain = TestChain.of(KeyAlgorithm.EC_P256, "dns.test");

	private final TestSites sites = new TestSites(Clock.systemUTC(), Duration.ofSeconds(3));

	@AfterEach
	void stop() throws Exception {
		this.servers.close();
	}

	@Test
	@EnabledIfPeer("unbound")
	void isAnsweredByUnbound() throws Exception {
		int port = LoopbackServers.freePort();
		Files.setPosixFilePermissions(this.servers.folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
		Path settings = this.servers.write("unbound.conf", """
				server:
				  interface: 127.0.0.1@%1$d
				  https-port: %1$d
				  tls-service-key: "%2$s"
				  tls-service-pem: "%3$s"
				  do-daemonize: no
				  username: ""
				  chroot: ""
				  directory: "%4$s"
				  pidfile: "%4$s/unbound.pid"
				  use-syslog: no
				  access-control: 127.0.0.0/8 allow
				  module-config: "iterator"
				  local-zone: "dns.test." static
				  local-data: "dns.test. A 10.1.2.3"
				remote-control:
				  control-enable: no
				""".formatted(port, this.servers.keyFile(port, this.chain), this.servers.chainFile(port, this.chain),
				this.servers.folder()));
		this.servers.program(port, Peers.require("unbound").toString(), "-d", "-c", settings.toString());
		requireAnswer(ask(port), "HTTP/2");
	}

	@Test
	@EnabledIfPeer("dnsdist")
	void isAnsweredByDnsdist() throws Exception {
		int port = LoopbackServers.freePort();
		Path settings = this.servers.write("dnsdist.conf", """
				setLocal('127.0.0.1:%d')
				addDOHLocal('127.0.0.1:%d', '%s', '%s', '/dns-query')
				addAction(AllRule(), SpoofAction({'10.1.2.3'}))
				setSecurityPollSuffix('')
				""".formatted(LoopbackServers.freePort(), port, this.servers.chainFile(port, this.chain),
				this.servers.keyFile(port, this.chain)));
		this.servers.program(port, Peers.require("dnsdist").toString(), "--supervised", "--disable-syslog", "-C",
				settings.toString());
		requireAnswer(ask(port), "HTTP/2");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "location = /dns-query { return 404; } | status 404",
			"location = /dns-query { return 503; } | status 503", "default_type text/plain; | answers with text/plain",
			"location = /dns-query { default_type application/dns-message; return 200 x; } | no DNS message",
			"location = /dns-query { return 444; } | closed the connection" })
	void isNotAnsweredByAWebServer(String directives, String fault) throws IOException {
		int second = LoopbackServers.freePort();
		int first = this.servers.nginx(this.chain, "listen 127.0.0.1:" + second + " ssl http2; " + directives);
		for (int port : List.of(first, second)) {
			HandshakeReport report = ask(port);
			assertThat(TestSites.codes(report)).as(report.toString()).containsExactly(Code.DNS_OVER_HTTPS_FAILED);
			assertThat(report.verdict()).isEqualTo("failed");
			assertThat(report.application().http()).isEqualTo((port == first) ? "HTTP/1.1" : "HTTP/2");
			// Of HTTP/2's headers the status alone is read, and a stream ends by itself.
			String told = (port == first) ? fault : fault.startsWith("answers with") ? "no DNS message"
					: fault.startsWith("closed") ? "RST_STREAM" : fault;
			assertThat(report.findings().getFirst().cause()).contains(told);
		}
	}

	@Test
	void tellsOfOneThatNeverAnswers() throws IOException {
		int port = this.servers.openssl(this.chain);
		HandshakeReport report = ask(port);
		assertThat(TestSites.codes(report)).as(report.findings().toString())
			.containsExactly(Code.DNS_OVER_HTTPS_FAILED);
		assertThat(report.findings().getFirst().cause()).contains("in time");
	}

	private static void requireAnswer(HandshakeReport report, String http) {
		assertThat(report.verdict()).as("%s", report.findings()).isEqualTo("passed");
		assertThat(report.application().fault()).isNull();
		assertThat(report.application().said()).isEqualTo("NOERROR, 1 answer");
		assertThat(report.application().http()).isEqualTo(http);
		assertThat(report.steps().stream().map(HandshakeReport.Step::message)).contains("ApplicationData");
		assertThat(ReportText.summaryLines(report)).anyMatch((line) -> line.contains("NOERROR, 1 answer"));
	}

	private HandshakeReport ask(int port) {
		return this.sites.ask(new SiteQuestion(new Target("127.0.0.1", port), "dns.test", "dns.test", null,
				List.of(this.chain.root()), null, null, null, true));
	}

}
