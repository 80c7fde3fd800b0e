package handfast.notice;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.certificate.Certificates;
import handfast.installation.PlaceChanges;
import handfast.notice.News.AboutCertificate;
import handfast.notice.News.AboutInstallation;
import handfast.notice.News.Kind;
import handfast.notice.NoticeRows.Digest;
import handfast.storage.GrowingPause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.mail.MailException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One mail a day to each address, with all that is to be told by then and is still true.
 * A first notice waits a few minutes for more; a mail that is not taken is tried again
 * after growing pauses.
 */
@Component
class Digests {

	private static final Logger logger = LoggerFactory.getLogger(Digests.class);

	private static final int MOST_DIGESTS = 100;

	private static final int MOST_NOTICES = 1000;

	private static final int MOST_FAILURES = 3;

	private static final Duration CLAIM = Duration.ofMinutes(10);

	// What no server was set for so long is no news any more.
	private static final Duration STALE = Duration.ofDays(7);

	private final NoticeRows rows;

	private final Mailer mailer;

	private final Certificates certificates;

	private final PlaceChanges places;

	private final NoticeProperties properties;

	private final AuditLog audit;

	private final GrowingPause pause;

	private final TransactionTemplate transaction;

	private final Clock clock;

	Digests(NoticeRows rows, Mailer mailer, Certificates certificates, PlaceChanges places, NoticeProperties properties,
			AuditLog audit, GrowingPause pause, TransactionTemplate transaction, Clock clock) {
		this.rows = rows;
		this.mailer = mailer;
		this.certificates = certificates;
		this.places = places;
		this.properties = properties;
		this.audit = audit;
		this.pause = pause;
		this.transaction = transaction;
		this.clock = clock;
	}

	@Scheduled(initialDelay = 25_000, fixedDelay = 30_000)
	void send() {
		if (!this.mailer.isSet()) {
			return;
		}
		Instant now = this.clock.instant();
		this.rows.adoptAddresses(now);
		int failures = 0;
		for (Digest digest : this.rows.dueDigests(now, now.minus(this.properties.gather()), MOST_DIGESTS)) {
			// A server that takes nothing is left alone for a while.
			if (failures < MOST_FAILURES && this.rows.claim(digest, now.plus(CLAIM))) {
				failures = send(digest) ? 0 : failures + 1;
			}
		}
	}

	/**
	 * @return whether the server took it, or there was nothing to send
	 */
	private boolean send(Digest digest) {
		List<News> all = this.rows.untold(digest.contact(), MOST_NOTICES);
		Instant now = this.clock.instant();
		List<News> news = all.stream().filter((one) -> isStillTrue(one, now)).toList();
		try {
			if (!news.isEmpty()) {
				this.mailer.send(digest.contact(), news);
			}
		}
		catch (MailException ex) {
			fail(digest, ex, now);
			return false;
		}
		this.transaction.executeWithoutResult((status) -> {
			this.rows.told(all.stream().map(News::id).toList(), now);
			this.rows.digested(digest, news.isEmpty() ? now : now.plus(this.properties.digestEvery()),
					news.isEmpty() ? null : now);
			if (!news.isEmpty()) {
				this.audit.record(AuditLine.of("handfast", "notice.mail", digest.contact(), "done")
					.withDetail(news.size() + ((news.size() == 1) ? " notice" : " notices")));
			}
		});
		return true;
	}

	private void fail(Digest digest, MailException ex, Instant now) {
		String problem = this.mailer.problemOf(ex);
		Instant next = now.plus(this.pause.after(digest.attempts()));
		logger.warn("The mail server does not take the mail to {}: {}; tried again at {}", digest.contact(), problem,
				Notices.text(next));
		this.audit.record(AuditLine.of("handfast", "notice.mail", digest.contact(), "failed").withDetail(problem));
		this.rows.digestFailed(digest, problem, next);
	}

	private boolean isStillTrue(News news, Instant now) {
		if (news.at().isBefore(now.minus(STALE))) {
			return false;
		}
		AboutCertificate certificate = news.certificate();
		if (certificate != null && (news.kind() == Kind.CERTIFICATE_EXPIRES || news.kind() == Kind.RENEWAL_FAILED)) {
			return this.certificates.find(certificate.id())
				.filter((found) -> found.successor() == null)
				.filter((found) -> found.revocation() == null || found.onHold())
				.isPresent();
		}
		AboutInstallation installation = news.installation();
		if (installation != null && news.kind() == Kind.INSTALLATION_FAILED) {
			// A script that failed did so, whatever is served.
			return this.places.statusOf(installation.id())
				.filter((status) -> installation.status().equals("failed") || !status.equals("proven"))
				.isPresent();
		}
		return true;
	}

}
