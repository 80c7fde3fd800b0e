package handfast.authority;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.certificate.Certificate;
import handfast.certificate.Certificates;
import handfast.certificate.Reservation;
import handfast.certificate.SerialTaken;
import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.storage.Durability;
import handfast.storage.GroupCommit;
import handfast.storage.Installation;
import handfast.storage.ServiceState;
import handfast.validation.Finding;
import handfast.validation.LintSubject;
import handfast.validation.Lints;
import handfast.validation.PathChecker;
import handfast.validation.PathQuery;
import handfast.validation.PathVerdict;
import handfast.validation.Violation;
import handfast.x509.Fingerprint;
import handfast.x509.SerialNumber;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * The one gate: every certificate that a CA of ours signs is made here, and nowhere else.
 * Rehearse, record, sign, keep: a signature can't be taken back, so all that can be known
 * before it is known before it, and what was about to be signed is on disk (security §1).
 */
@Component
class Issuance {

	private static final Logger logger = LoggerFactory.getLogger(Issuance.class);

	// With 126 random bits a second draw is never seen; tests narrow the draw.
	private static final int DRAWS = 1000;

	static final String ACTION = "certificate.issue";

	private final SerialSource serials;

	private final Certificates certificates;

	private final SigningCas cas;

	private final AuditLog audit;

	private final Durability durability;

	private final Installation installation;

	private final ServiceState serviceState;

	private final GroupCommit commits;

	private final Marks marks;

	private final Clock clock;

	Issuance(SerialSource serials, Certificates certificates, SigningCas cas, AuditLog audit, Durability durability,
			Installation installation, ServiceState serviceState, GroupCommit commits, Marks marks, Clock clock) {
		this.serials = serials;
		this.certificates = certificates;
		this.cas = cas;
		this.audit = audit;
		this.durability = durability;
		this.installation = installation;
		this.serviceState = serviceState;
		this.commits = commits;
		this.marks = marks;
		this.clock = clock;
	}

	/**
	 * Issues what the draft says.
	 * @throws Problem {@code PROFILE_VIOLATION} where the rehearsal finds a rule broken,
	 * and whatever says that the service can't sign
	 */
	Certificate issue(Draft draft, SigningCa ca) {
		this.serviceState.requireReadyToSign();
		this.cas.requireSigning(ca);
		// Or each refusal would leave an intent behind.
		this.audit.requireWritable();
		return this.commits.onTheWay(() -> {
			Rehearsed rehearsed = record(draft, ca);
			return keep(rehearsed, sign(rehearsed));
		});
	}

	private Rehearsed record(Draft draft, SigningCa ca) {
		for (int draw = 0; draw < DRAWS; draw++) {
			Rehearsed rehearsed = rehearse(draft, ca);
			this.marks.reached(Marks.Mark.REHEARSED);
			try {
				record(rehearsed);
				return rehearsed;
			}
			catch (SerialTaken ex) {
				// Drawn again: another serial makes other bytes, to be judged anew.
				logger.debug("A serial number was drawn twice");
			}
		}
		throw new IllegalStateException("The issuer's serial numbers are used up");
	}

	private Rehearsed rehearse(Draft draft, SigningCa ca) {
		long begun = System.nanoTime();
		SerialNumber serial = this.serials.next();
		byte[] tbs = Der.of(draft.tbs(serial));
		byte[] copy = Der.signed(tbs, ca.signer().algorithm(), ca.rehearsal().signer().sign(tbs));
		X509CertificateHolder certificate = read(copy);
		judge(draft, ca, copy, certificate);
		return new Rehearsed(draft, ca, draft.reservation(serial, tbs, certificate), begun);
	}

	private void judge(Draft draft, SigningCa ca, byte[] copy, X509CertificateHolder certificate) {
		List<Violation> violations = new ArrayList<>(draft.violationsIn(certificate));
		if (violations.isEmpty()) {
			Lints.check(subject(draft, ca, certificate, ca.rehearsal().publicKey()))
				.forEach((finding) -> violations.add(Findings.violation(finding)));
		}
		if (violations.isEmpty() && !ca.signsItself()) {
			pathOf(ca, copy).findings().forEach((finding) -> violations.add(Findings.violation(finding)));
		}
		if (!violations.isEmpty()) {
			throw Findings.refusal(violations);
		}
	}

	private PathVerdict pathOf(SigningCa ca, byte[] copy) {
		List<byte[]> chain = new ArrayList<>();
		chain.add(copy);
		chain.addAll(ca.chain());
		return PathChecker.check(new PathQuery(chain, List.of(ca.issuersDer().getLast()), this.clock.instant(), null,
				null, ca.rehearsal().publicKey()));
	}

	private void record(Rehearsed rehearsed) {
		Reservation intent = rehearsed.reservation();
		// The line after the rows, so that no serial of another's is in it; before the
		// commit, so that both reach the disk side by side.
		AuditLog.Ticket ticket = this.commits.write(() -> {
			this.installation.requireCurrent();
			this.certificates.reserve(intent);
			rehearsed.draft().record();
		}, () -> this.audit.append(line(rehearsed, "intent", null)));
		this.marks.reached(Marks.Mark.RECORDED);
		await(ticket);
		rehearsed.markRecorded();
		this.marks.reached(Marks.Mark.RECORD_DURABLE);
	}

	private byte[] sign(Rehearsed rehearsed) {
		SigningCa ca = rehearsed.ca();
		byte[] der = Der.signed(rehearsed.reservation().tbs(), ca.signer().algorithm(),
				rehearsed.sign(System.nanoTime()));
		this.marks.reached(Marks.Mark.SIGNED);
		// L36 verifies the signature under the real key.
		List<Finding> findings = Lints
			.checkSignature(subject(rehearsed.draft(), ca, read(der), ca.signsItself() ? null : ca.publicKey()));
		if (!findings.isEmpty()) {
			throw pause(rehearsed, findings);
		}
		this.marks.reached(Marks.Mark.VERIFIED);
		return der;
	}

	private Problem pause(Rehearsed rehearsed, List<Finding> findings) {
		String reason = "certificate " + rehearsed.reservation().id() + " " + findings.getFirst().cause();
		logger.error("ALARM: the CA {} is paused: {}", rehearsed.ca().name(), reason);
		this.cas.pause(rehearsed.ca(), reason);
		this.audit.record(line(rehearsed, "failed", null).withDetail(reason));
		return ProblemType.AUTHORITY_FAULTY
			.because("A signature of this CA failed its check, so the CA is paused: look into the log.");
	}

	private Certificate keep(Rehearsed rehearsed, byte[] der) {
		rehearsed.requireInTime(System.nanoTime());
		Reservation intent = rehearsed.reservation();
		AuditLog.Ticket ticket = this.commits.write(() -> {
			// Who loses against the reconciler throws the signature away.
			if (!this.certificates.markIssued(intent, der)) {
				throw ProblemType.BUSY.because("Signing took so long that the certificate was given up: ask again.");
			}
			rehearsed.draft().keep(der);
		}, () -> this.audit.append(line(rehearsed, "done", der)));
		this.marks.reached(Marks.Mark.KEPT);
		await(ticket);
		this.marks.reached(Marks.Mark.KEPT_DURABLE);
		return Issued.of(intent, der, rehearsed.ca().chain(), this.clock.instant());
	}

	// The audit's thread forces its file while the database forces its own.
	private void await(AuditLog.Ticket ticket) {
		this.durability.await();
		ticket.await();
	}

	private static LintSubject subject(Draft draft, SigningCa ca, X509CertificateHolder certificate,
			@Nullable SubjectPublicKeyInfo key) {
		return new LintSubject(certificate, draft.role(), ca.issuers(), draft.rules(), key);
	}

	private static AuditLine line(Rehearsed rehearsed, String outcome, byte @Nullable [] der) {
		Reservation intent = rehearsed.reservation();
		AuditLine.Signing signing = new AuditLine.Signing(intent.issuerKey(), intent.shard(), intent.serial(),
				intent.notAfter(), Fingerprint.of(intent.tbs()).hex(),
				(der != null) ? Fingerprint.of(der).hex() : null);
		AuditLine line = AuditLine.of(rehearsed.draft().actor(), ACTION, intent.id().toString(), outcome)
			.withRequest(intent.requestId())
			.withSigning(signing);
		String detail = rehearsed.draft().detail();
		return (detail != null) ? line.withDetail(detail) : line;
	}

	private static X509CertificateHolder read(byte[] der) {
		try {
			return new X509CertificateHolder(der);
		}
		catch (IOException ex) {
			throw new IllegalStateException("What was just made can't be read", ex);
		}
	}

}
