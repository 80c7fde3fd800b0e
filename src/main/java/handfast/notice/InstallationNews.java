package handfast.notice;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import handfast.certificate.Certificate;
import handfast.certificate.Certificates;
import handfast.installation.PlaceChanges;
import handfast.installation.PlaceChanges.Change;
import handfast.installation.PlaceChanges.Changes;
import handfast.notice.News.AboutCertificate;
import handfast.notice.News.AboutInstallation;
import handfast.notice.News.Kind;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Installations that serve something else than they should, or nothing, and those that do
 * so no more.
 */
@Component
class InstallationNews {

	private static final int PAGE = 1000;

	// After a start, so much is looked at again.
	private static final Duration BACK = Duration.ofDays(7);

	private static final Duration AGAIN = Duration.ofMinutes(10);

	private final PlaceChanges changes;

	private final Certificates certificates;

	private final Notices notices;

	private final Clock clock;

	private Instant seenUntil;

	InstallationNews(PlaceChanges changes, Certificates certificates, Notices notices, Clock clock) {
		this.changes = changes;
		this.certificates = certificates;
		this.notices = notices;
		this.clock = clock;
		this.seenUntil = clock.instant().minus(BACK);
	}

	@Scheduled(initialDelay = 15_000, fixedDelay = 30_000)
	synchronized void look() {
		Instant begun = this.clock.instant();
		Instant after = this.seenUntil;
		while (after != null) {
			Changes changes = this.changes.since(after, PAGE);
			for (Change change : changes.items()) {
				this.certificates.find(change.certificate()).ifPresent((certificate) -> tell(change, certificate));
			}
			after = changes.next();
		}
		// Clocks of nodes differ, and what was written earlier may be seen later.
		this.seenUntil = begun.minus(AGAIN);
	}

	private void tell(Change change, Certificate certificate) {
		String where = (change.address() != null) ? change.address() : change.target();
		boolean well = change.status().equals("proven");
		this.notices.tell(this.notices.contactsOf(certificate), "installation:" + change.id() + ":" + change.since(),
				(origin) -> new News(origin.id(), well ? Kind.INSTALLATION_PROVEN : Kind.INSTALLATION_FAILED,
						origin.at(), where + " " + said(change.status()), change.detail(),
						well ? "There is nothing to do."
								: "See GET /api/v1/installations/" + change.id() + " for the report of the handshake.",
						null, AboutCertificate.of(certificate),
						new AboutInstallation(change.id(), change.target(), change.address(), change.status()), null));
	}

	private static String said(String status) {
		return switch (status) {
			case "drifted" -> "serves another certificate than it should";
			case "unreachable" -> "can't be reached";
			case "proven" -> "serves the right certificate again";
			default -> "fails the handshake";
		};
	}

}
