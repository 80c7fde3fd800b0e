package handfast.authority;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import handfast.certificate.Reservation;
import handfast.problem.ProblemType;

/**
 * A tbsCertificate that has been judged and may be signed, once. Nothing else leads to a
 * signature (security §1.1).
 */
final class Rehearsed {

	// Rows of other nodes become orphans after two minutes; by then none signs any more.
	private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(60);

	private final Draft draft;

	private final SigningCa ca;

	private final Reservation reservation;

	private final long begun;

	private final AtomicBoolean recorded = new AtomicBoolean();

	private final AtomicBoolean signed = new AtomicBoolean();

	Rehearsed(Draft draft, SigningCa ca, Reservation reservation, long begun) {
		this.draft = draft;
		this.ca = ca;
		this.reservation = reservation;
		this.begun = begun;
	}

	Draft draft() {
		return this.draft;
	}

	SigningCa ca() {
		return this.ca;
	}

	Reservation reservation() {
		return this.reservation;
	}

	/**
	 * Says that the intent is on disk.
	 */
	void markRecorded() {
		if (!this.recorded.compareAndSet(false, true)) {
			throw new IllegalStateException("This certificate has been recorded before");
		}
	}

	/**
	 * Signs the bytes that were judged and recorded.
	 */
	byte[] sign(long now) {
		requireInTime(now);
		if (!this.recorded.get() || !this.signed.compareAndSet(false, true)) {
			throw new IllegalStateException("This certificate is not recorded, or has been signed before");
		}
		return this.ca.signer().sign(this.reservation.tbs());
	}

	/**
	 * Gives up where this process was so slow that another may have taken the certificate
	 * for an orphan.
	 * @param now of the same monotonic clock, in nanoseconds
	 */
	void requireInTime(long now) {
		if (now - this.begun > GIVE_UP_NANOS) {
			throw ProblemType.BUSY.because("Signing took over 60 s and was given up: ask again.");
		}
	}

	@Override
	public String toString() {
		return "Rehearsed[" + this.reservation.id() + "]";
	}

}
