package handfast.certificate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import handfast.access.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What happened to a certificate and its line, told from the rows.
 */
@Component
class History {

	// A line that was renewed daily for years is not told whole.
	private static final int GENERATIONS = 20;

	private final Certificates certificates;

	History(Certificates certificates) {
		this.certificates = certificates;
	}

	List<CertificateView.Event> of(Certificate certificate, Caller caller) {
		List<CertificateView.Event> events = new ArrayList<>();
		tell(certificate, events);
		follow(certificate, Certificate::predecessor, caller, events);
		follow(certificate, Certificate::successor, caller, events);
		events.sort(Comparator.comparing(CertificateView.Event::at));
		return events;
	}

	private void follow(Certificate from, Function<Certificate, @Nullable UUID> link, Caller caller,
			List<CertificateView.Event> events) {
		Certificate current = from;
		for (int i = 0; i < GENERATIONS; i++) {
			UUID next = link.apply(current);
			Optional<Certificate> found = (next != null) ? this.certificates.find(next) : Optional.empty();
			if (found.isEmpty() || !caller.sees(found.get().owner())) {
				return;
			}
			current = found.get();
			tell(current, events);
		}
	}

	private static void tell(Certificate certificate, List<CertificateView.Event> events) {
		UUID id = certificate.id();
		events.add(new CertificateView.Event(certificate.createdAt(), "issued", id, null));
		Certificate.Proof proof = certificate.proof();
		if (proof != null && proof.report() != null) {
			events.add(new CertificateView.Event(timeOf(proof.report()), "proven", id, proof.verdict()));
		}
		UUID successor = certificate.successor();
		if (successor != null) {
			events.add(new CertificateView.Event(timeOf(successor), "superseded", id, "by " + successor));
		}
		Certificate.Revocation revocation = certificate.revocation();
		if (revocation != null) {
			events.add(new CertificateView.Event(revocation.at(), certificate.onHold() ? "held" : "revoked", id,
					revocation.reason()));
		}
	}

	// RFC 9562 §5.7: the first 48 bits of a UUIDv7 are milliseconds.
	private static Instant timeOf(UUID id) {
		return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
	}

}
