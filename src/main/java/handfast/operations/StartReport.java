package handfast.operations;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import handfast.access.Caller;
import handfast.access.Doors;
import handfast.handshake.HandshakeReport;
import handfast.handshake.Handshakes;
import handfast.handshake.ReportForms;
import handfast.handshake.SiteOrder;
import handfast.storage.HandfastProperties;
import handfast.storage.Home;
import handfast.storage.Installation;
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

	StartReport(Home home, HandfastProperties properties, Doors doors, Installation installation,
			OwnCertificate ownCertificate, Handshakes handshakes) {
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
		PasteableLines lines = new PasteableLines(this.doors.httpsPort(), root, token);
		logger.info("REST and web:      https://localhost:{}", this.doors.httpsPort());
		logger.info("CRLs and health:   http://localhost:{}", this.doors.plainPort());
		logger.info("Root certificate:  {}", root);
		if (Files.exists(token)) {
			logger.info("Admin token:       {}", token);
		}
		else {
			logger.info("A token:           java -jar handfast.jar token --home {}", this.home.path());
		}
		logger.info("Paste these, in any folder:");
		logger.info("A certificate:     {}", lines.certificate());
		logger.info("Its PKCS #12:      {}", lines.keystore());
		logger.info("A handshake:       {}", lines.handshake());
		report().forEach(logger::info);
	}

	private List<String> report() {
		String host = this.properties.bindAddress().equals("0.0.0.0") || this.properties.bindAddress().equals("::")
				? "127.0.0.1" : this.properties.bindAddress();
		String target = (host.contains(":") ? "[" + host + "]" : host) + ":" + this.doors.httpsPort();
		HandshakeReport report = this.handshakes.verify(new SiteOrder(target, serverName(),
				this.ownCertificate.current().orElseThrow().id(), "handfast", List.of()),
				Caller.installation(this.installation.id()));
		return ReportForms.summaryLines(report);
	}

	private String serverName() {
		return this.ownCertificate.current()
			.orElseThrow()
			.names()
			.stream()
			.filter((name) -> name.type().equals("dns") && !name.value().startsWith("*"))
			.findFirst()
			.orElseThrow()
			.value();
	}

}
