package handfast.notice;

import java.util.List;
import java.util.UUID;

import handfast.certificate.Certificates;
import handfast.certificate.DueRenewals;
import handfast.certificate.DueRenewals.Due;
import handfast.notice.News.AboutCertificate;
import handfast.notice.News.Kind;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Renewals that Handfast tried by itself and that failed, more than once in a row.
 */
@Component
class RenewalNews {

	private static final int PAGE = 1000;

	private static final int LEAST_ATTEMPTS = 2;

	private final DueRenewals due;

	private final Certificates certificates;

	private final Notices notices;

	RenewalNews(DueRenewals due, Certificates certificates, Notices notices) {
		this.due = due;
		this.certificates = certificates;
		this.notices = notices;
	}

	@Scheduled(initialDelay = 20_000, fixedDelay = 60_000)
	void look() {
		List<Due> page = this.due.failing(new UUID(0, 0), PAGE);
		while (!page.isEmpty()) {
			page.stream().filter((one) -> one.attempts() >= LEAST_ATTEMPTS).forEach(this::tell);
			page = this.due.failing(page.getLast().certificate(), PAGE);
		}
	}

	private void tell(Due one) {
		this.certificates.find(one.certificate())
			.ifPresent((certificate) -> this.notices.tell(this.notices.contactsOf(certificate),
					"renewal:" + certificate.id() + ":" + one.failedSince(),
					(origin) -> new News(origin.id(), Kind.RENEWAL_FAILED, origin.at(),
							Notices.nameOf(certificate) + " could not be renewed", one.problem(),
							"It is tried again, at longer and longer intervals, until it ends. Once the cause is gone, POST"
									+ " /api/v1/certificates/" + certificate.id() + "/renewal does it at once.",
							certificate.notAfter(), AboutCertificate.of(certificate), null, null)));
	}

}
