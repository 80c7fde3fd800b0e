package handfast.operations;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import handfast.access.Caller;
import handfast.access.Doors;
import handfast.authority.Authorities;
import handfast.certificate.Certificate;
import handfast.handshake.HandshakeReport;
import handfast.handshake.Handshakes;
import handfast.handshake.ReportForms;
import handfast.handshake.SiteOrder;
import handfast.storage.HandfastProperties;
import handfast.storage.Home;
import handfast.storage.Installation;
import handfast.storage.ShellPath;
import handfast.x509.Fingerprint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * What the log says when the doors are open: where they are, what to paste, and the
 * handshake with the own port.
 */
@Component
@ConditionalOnWebApplication
class StartReport {

	private static final Logger logger = LoggerFactory.getLogger(StartReport.class);

	private final Home home;

	private final HandfastProperties properties;

	private final Doors doors;

	private final Installation installation;

	private final OwnCertificate ownCertificate;

	private final Handshakes handshakes;

	private final Authorities authorities;

	StartReport(Home home, HandfastProperties properties, Doors doors, Installation installation,
			OwnCertificate ownCertificate, Handshakes handshakes, Authorities authorities) {
		this.authorities = authorities;
		this.home = home;
		this.properties = properties;
		this.doors = doors;
		this.installation = installation;
		this.ownCertificate = ownCertificate;
		this.handshakes = handshakes;
	}

	@EventListener(ApplicationReadyEvent.class)
	void print() {
		Path root = this.home.resolve("root.pem");
		Path token = this.home.resolve("admin-token");
		PasteableLines lines = new PasteableLines(this.doors.host(), this.doors.httpsPort(), root,
				Files.exists(token) ? token : null);
		logger.info("REST and web:      https://{}:{}", this.doors.host(), this.doors.httpsPort());
		logger.info("CRLs and health:   http://{}:{}", this.doors.host(), this.doors.plainPort());
		logger.info("Root certificate:  {}", root);
		if (Files.exists(token)) {
			logger.info("Admin token:       {}", token);
		}
		else {
			logger.info("A token:           TOKEN=$(java -jar handfast.jar token --home {})",
					ShellPath.of(this.home.path()));
		}
		logger.info("Command line:      {}", lines.login(Fingerprint.of(this.authorities.root())));
		logger.info("Paste these, in any folder:");
		logger.info("A certificate:     {}", lines.certificate());
		logger.info("Its PKCS #12:      {}", lines.keystore());
		logger.info("A handshake:       {}", lines.handshake());
		report().forEach(logger::info);
	}

	private List<String> report() {
		InetAddress bound = Preflight.address(this.properties.bindAddress());
		String address = bound.isAnyLocalAddress() ? "127.0.0.1" : bound.getHostAddress();
		String target = (address.contains(":") ? "[" + address + "]" : address) + ":" + this.doors.httpsPort();
		Certificate own = this.ownCertificate.current().orElseThrow();
		HandshakeReport report = this.handshakes.verify(
				new SiteOrder(target, ReachableHost.serverName(own.names()), own.id(), "handfast", List.of()),
				Caller.installation(this.installation.id()));
		return ReportForms.summaryLines(report);
	}

}
