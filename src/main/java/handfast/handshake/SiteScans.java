package handfast.handshake;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Semaphore;

import handfast.egress.EgressGuard;
import handfast.egress.EgressGuard.Grants;
import handfast.handshake.SiteProbe.SiteQuestion;
import handfast.handshake.scan.Scanner;
import handfast.handshake.starttls.Preamble;
import handfast.handshake.starttls.Preambles;
import handfast.handshake.starttls.Talk;
import handfast.handshake.scan.Scanner.Scanned;
import handfast.problem.ProblemType;
import handfast.validation.Code;
import handfast.validation.Finding;
import org.jspecify.annotations.Nullable;

/**
 * Adds to the report of a handshake what the server takes beside. Few scans at once,
 * since each has several connections.
 */
final class SiteScans {

	private static final int MOST_AT_ONCE = 3;

	private final EgressGuard egress;

	private final Scanner scanner;

	private final Semaphore places = new Semaphore(MOST_AT_ONCE);

	SiteScans(EgressGuard egress, SecureRandom random, Duration deadline) {
		this.egress = egress;
		this.scanner = new Scanner(random, deadline);
	}

	/**
	 * The report with the scan of the address that it tells of; as it is where there is
	 * nobody to ask.
	 */
	HandshakeReport scan(HandshakeReport report, SiteQuestion question, Grants grants) {
		if (report.steps().isEmpty()) {
			return report;
		}
		Target address = Target.parse(Objects.requireNonNull(report.address())).orElseThrow();
		InetAddress where = InetAddress.ofLiteral(address.host());
		if (!this.places.tryAcquire()) {
			throw ProblemType.BUSY.because("Too many scans are under way; try again in a few seconds")
				.retryAfter(Duration.ofSeconds(5));
		}
		try {
			return with(report,
					this.scanner.scan(
							(time) -> ready(this.egress.connect(where, address.port(), grants, time), question),
							question.sni(), keyOf(report)));
		}
		finally {
			this.places.release();
		}
	}

	// Where TLS comes after words in clear, each connection says them anew.
	private static Socket ready(Socket socket, SiteQuestion question) throws IOException {
		Preamble preamble = Preambles.find(String.valueOf(question.startTls())).orElse(null);
		if (preamble == null) {
			return socket;
		}
		try {
			Talk talk = new Talk(socket.getInputStream(), socket.getOutputStream(), () -> 0);
			if (preamble.speak(talk, question.serverName()) instanceof Preamble.Ready) {
				return socket;
			}
			throw new IOException("The server did not go over to TLS this time");
		}
		catch (IOException | RuntimeException ex) {
			socket.close();
			throw ex;
		}
	}

	private static @Nullable String keyOf(HandshakeReport report) {
		return report.certificates().isEmpty() ? null : report.certificates().getFirst().keyAlgorithm();
	}

	// What the handshake has told already is not told twice.
	private static HandshakeReport with(HandshakeReport report, Scanned scanned) {
		Set<Code> told = new HashSet<>(scanned.findings().stream().map(Finding::code).toList());
		List<Finding> findings = new ArrayList<>(report.findings()
			.stream()
			.filter((finding) -> finding.code() != Code.PROTOCOL_TOO_OLD || !told.contains(finding.code()))
			.toList());
		findings.addAll(scanned.findings());
		List<Finding> sorted = Verdicts.sorted(findings);
		return report.withScan(Verdicts.of(sorted), scanned.scan(), sorted);
	}

}
