package handfast.notice;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import handfast.certificate.Certificate;
import handfast.certificate.Certificates;
import handfast.certificate.Contact;
import handfast.certificate.Expiring;
import handfast.enrollment.RenewedByHosts;
import handfast.notice.News.AboutCertificate;
import handfast.notice.News.Kind;
import handfast.storage.Installation;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Certificates that end and have no successor. For each of the days before the end there
 * is a mark, up to which all were looked at: each is looked at once, over all nodes, and
 * however many there are.
 */
@Component
class ExpiryNews {

	private static final Duration STEP = Duration.ofHours(6);

	// A notice that comes earlier in the life than this is none.
	private static final int LEAST_LIVES = 3;

	private final Expiring expiring;

	private final Certificates certificates;

	private final Notices notices;

	private final NoticeRows rows;

	private final NoticeProperties properties;

	private final ObjectProvider<RenewedByHosts> hosts;

	private final Installation installation;

	private final TransactionTemplate transaction;

	private final Clock clock;

	ExpiryNews(Expiring expiring, Certificates certificates, Notices notices, NoticeRows rows,
			NoticeProperties properties, ObjectProvider<RenewedByHosts> hosts, Installation installation,
			TransactionTemplate transaction, Clock clock) {
		this.expiring = expiring;
		this.certificates = certificates;
		this.notices = notices;
		this.rows = rows;
		this.properties = properties;
		this.hosts = hosts;
		this.installation = installation;
		this.transaction = transaction;
		this.clock = clock;
	}

	@Scheduled(initialDelay = 10_000, fixedDelay = 60_000)
	void look() {
		List<Integer> days = this.properties.days();
		for (int i = 0; i < days.size(); i++) {
			look(days.get(i), (i + 1 < days.size()) ? days.get(i + 1) : null);
		}
	}

	private void look(int days, @Nullable Integer nextDays) {
		Instant now = this.clock.instant().truncatedTo(ChronoUnit.MICROS);
		if (this.rows.mark(days).isEmpty()) {
			this.rows.insertMark(days, now);
		}
		// Who gets one mail a day still reads of it in time.
		Instant end = now.plus(Duration.ofDays(days)).plus(this.properties.digestEvery());
		Instant nearer = (nextDays != null) ? now.plus(Duration.ofDays(nextDays)).plus(this.properties.digestEvery())
				: Instant.EPOCH;
		Instant from = this.rows.mark(days).orElse(end);
		while (from.isBefore(end)) {
			Instant to = from.plus(STEP).isBefore(end) ? from.plus(STEP) : end;
			if (!look(days, from, to, nearer)) {
				return;
			}
			from = to;
		}
	}

	/**
	 * @param nearer what ends before it is told at the next of the days
	 * @return whether this node moved the mark
	 */
	private boolean look(int days, Instant from, Instant to, Instant nearer) {
		List<UUID> found = this.expiring.between(from, to, this.notices.administrators().isEmpty());
		return Boolean.TRUE.equals(this.transaction.execute((status) -> {
			if (!this.rows.moveMark(days, from, to)) {
				return false;
			}
			found.stream()
				.map(this.certificates::find)
				.flatMap(Optional::stream)
				.filter((certificate) -> certificate.notAfter().isAfter(nearer))
				.filter((certificate) -> isNews(certificate, days))
				.forEach((certificate) -> tell(certificate, days));
			return true;
		}));
	}

	private boolean isNews(Certificate certificate, int days) {
		Duration life = Duration.between(certificate.notBefore(), certificate.notAfter()).plusSeconds(1);
		boolean stands = certificate.kind() == Certificate.Kind.END_ENTITY && certificate.revocation() == null
				&& certificate.successor() == null;
		return stands && Duration.ofDays(days).multipliedBy(LEAST_LIVES).compareTo(life) <= 0
				&& (!isRenewedByItself(certificate) || isLate(certificate));
	}

	private boolean isRenewedByItself(Certificate certificate) {
		return certificate.renewsItself() || certificate.owner().equals(this.installation.id())
				|| this.hosts.stream().anyMatch((renewed) -> renewed.renews(certificate.id()));
	}

	// A third of the renewal window is over.
	private boolean isLate(Certificate certificate) {
		Instant from = certificate.renewalFrom();
		Duration third = Duration.between(from, certificate.notAfter()).dividedBy(3);
		return this.clock.instant().isAfter(from.plus(third));
	}

	private void tell(Certificate certificate, int days) {
		List<Contact> contacts = this.notices.contactsOf(certificate);
		this.notices.tell(contacts, "certificate:" + certificate.id() + ":" + days,
				(origin) -> new News(origin.id(), Kind.CERTIFICATE_EXPIRES, origin.at(),
						Notices.nameOf(certificate) + " ends on " + Notices.text(certificate.notAfter()), null,
						advice(certificate), certificate.notAfter(), AboutCertificate.of(certificate), null, null));
	}

	private String advice(Certificate certificate) {
		if (isRenewedByItself(certificate)) {
			return "It should have been renewed by itself by now: see why not, with GET /api/v1/audit?object="
					+ certificate.id() + ".";
		}
		return (certificate.issuerKey() == null)
				? "Another CA signed it: make a new request with POST /api/v1/signing-requests."
				: "Renew it with POST /api/v1/certificates/" + certificate.id()
						+ "/renewal, and install the successor; or let it end, if it is no longer used.";
	}

}
