package handfast.enrollment;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import handfast.access.Caller;
import handfast.access.Idempotency;
import handfast.access.IdempotencyKey;
import handfast.access.Paging;
import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.certificate.Certificate;
import handfast.certificate.Certificates;
import handfast.certificate.ForeignCertificate;
import handfast.delivery.Deliveries;
import handfast.key.Csrs;
import handfast.key.SubjectKey;
import handfast.key.SubjectKeys;
import handfast.problem.ProblemType;
import handfast.validation.Code;
import handfast.validation.Violation;
import handfast.x509.DistinguishedName;
import handfast.x509.KeyAlgorithm;
import handfast.x509.Name;
import handfast.x509.ObservedName;
import handfast.x509.TimeOrderedIds;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keys and CSRs for other CAs to sign. The answer becomes a certificate like any other.
 */
@Service
public class SigningRequests {

	private final SigningRequestRows rows;

	private final SubjectKeys keys;

	private final Csrs csrs;

	private final Certificates certificates;

	private final Deliveries deliveries;

	private final Idempotency idempotency;

	private final AuditLog audit;

	private final TransactionTemplate transaction;

	private final TimeOrderedIds ids;

	private final Clock clock;

	SigningRequests(SigningRequestRows rows, SubjectKeys keys, Csrs csrs, Certificates certificates,
			Deliveries deliveries, Idempotency idempotency, AuditLog audit, TransactionTemplate transaction,
			TimeOrderedIds ids, Clock clock) {
		this.rows = rows;
		this.keys = keys;
		this.csrs = csrs;
		this.certificates = certificates;
		this.deliveries = deliveries;
		this.idempotency = idempotency;
		this.audit = audit;
		this.transaction = transaction;
		this.ids = ids;
		this.clock = clock;
	}

	/**
	 * Makes a key pair and its CSR, or answers again what the same request made before.
	 */
	SigningRequest make(List<Name> names, DistinguishedName subject, KeyAlgorithm algorithm, Caller caller,
			Optional<IdempotencyKey> idempotencyKey) {
		Optional<UUID> earlier = idempotencyKey.flatMap(this.idempotency::find);
		if (earlier.isPresent()) {
			return madeEarlier(earlier.get());
		}
		SubjectKey key = this.keys.generate(algorithm);
		SigningRequest request = new SigningRequest(this.ids.next(), caller.id(),
				names.stream().map(ObservedName::of).toList(), subject.value(), algorithm.label(), key.id(),
				this.csrs.make(key, subject, names), this.clock.instant().truncatedTo(ChronoUnit.MICROS), null, null);
		this.transaction.executeWithoutResult((status) -> {
			this.keys.store(key, caller.id());
			this.rows.insert(request);
			idempotencyKey.ifPresent((wish) -> this.idempotency.claim(wish, request.id()));
			record(caller, "signing-request.create", request.id());
		});
		return request;
	}

	List<SigningRequest> list(Caller caller, Paging paging) {
		return this.rows.list(caller, paging);
	}

	SigningRequest require(UUID id, Caller caller) {
		return this.rows.find(id)
			.filter((request) -> caller.sees(request.owner()))
			.orElseThrow(() -> ProblemType.NOT_FOUND
				.because("There is no signing request " + id + "; look for it with GET /api/v1/signing-requests."));
	}

	/**
	 * Brings in what the other CA signed and proves it under the anchors that come along.
	 * The same answer again is answered with the same certificate; anchors that come with
	 * it take the place of earlier ones.
	 */
	Certificate complete(UUID id, ForeignAnswer answer, Caller caller) {
		SigningRequest request = require(id, caller);
		SubjectKey key = this.keys.require(request.subjectKey());
		requireOurKey(key, answer);
		if (request.certificate() == null) {
			bringIn(request, key, answer, caller);
		}
		Certificate certificate = requireSame(require(id, caller), answer, caller);
		trust(id, certificate, answer, caller);
		return this.deliveries.prove(certificate, key);
	}

	/**
	 * Erases the key. A certificate that was brought in stays, without its key.
	 */
	void delete(UUID id, Caller caller) {
		SigningRequest request = require(id, caller);
		this.transaction.executeWithoutResult((status) -> {
			this.keys.erase(request.subjectKey());
			this.rows.delete(id);
			record(caller, "signing-request.delete", id);
		});
	}

	private void bringIn(SigningRequest request, SubjectKey key, ForeignAnswer answer, Caller caller) {
		ForeignCertificate certificate = answer.toCertificate(this.ids.next(), request.owner(), key);
		try {
			keep(request, certificate, answer, caller);
		}
		catch (DuplicateKeyException ex) {
			// Another import stored the same chain in between: now it is there.
			keep(request, certificate, answer, caller);
		}
	}

	private void keep(SigningRequest request, ForeignCertificate certificate, ForeignAnswer answer, Caller caller) {
		this.transaction.executeWithoutResult((status) -> {
			this.certificates.importForeign(certificate);
			if (this.rows.complete(request.id(), certificate.id(), answer.anchors(), this.clock.instant())) {
				record(caller, "signing-request.complete", request.id());
			}
			else {
				// Another answer came in between: theirs stands.
				status.setRollbackOnly();
			}
		});
	}

	private void trust(UUID id, Certificate certificate, ForeignAnswer answer, Caller caller) {
		if (answer.anchors().isEmpty() || sameBytes(answer.anchors(), this.rows.anchorsOf(certificate.id()))) {
			return;
		}
		this.transaction.executeWithoutResult((status) -> {
			this.rows.trust(id, answer.anchors());
			record(caller, "signing-request.trust", id);
		});
	}

	private static boolean sameBytes(List<byte[]> one, List<byte[]> other) {
		return Arrays.deepEquals(one.toArray(), other.toArray());
	}

	private SigningRequest madeEarlier(UUID id) {
		return this.rows.find(id)
			.orElseThrow(() -> ProblemType.CONFLICT
				.because("The signing request that this Idempotency-Key made was deleted since; send a new key to make"
						+ " another"));
	}

	private Certificate requireSame(SigningRequest request, ForeignAnswer answer, Caller caller) {
		UUID id = java.util.Objects.requireNonNull(request.certificate());
		Certificate certificate = this.certificates.require(id, caller);
		if (!Arrays.equals(certificate.requireDer(), answer.leafDer())) {
			throw ProblemType.CONFLICT.because("This request has its certificate already, " + id
					+ ": make another signing request for another one.");
		}
		return certificate;
	}

	private static void requireOurKey(SubjectKey key, ForeignAnswer answer) {
		if (!answer.isFor(key)) {
			String message = "The first certificate is not for the key of this request: send what the CA made of its"
					+ " CSR, leaf first.";
			throw ProblemType.INVALID_REQUEST.because(message)
				.with("violations", List.of(new Violation("/pem", Code.KEY_MISMATCH, message)));
		}
	}

	// Last within the transaction: what cannot be audited is not done.
	private void record(Caller caller, String action, UUID id) {
		this.audit.record(AuditLine.of(caller.actor(), action, id.toString(), "done").withRequest(caller.requestId()));
	}

}
