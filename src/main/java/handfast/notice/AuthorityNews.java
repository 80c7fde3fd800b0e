package handfast.notice;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import handfast.authority.Authorities;
import handfast.authority.Authority;
import handfast.notice.News.AboutAuthority;
import handfast.notice.News.Kind;
import handfast.revocation.CrlTimes;
import handfast.revocation.CrlTimes.CrlTime;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * CAs that end, and CRLs that were not made anew in time: told to the administrators.
 */
@Component
class AuthorityNews {

	// A CRL is made anew when a third of its life is left.
	private static final double LATE = 0.2;

	private final Authorities authorities;

	private final CrlTimes crls;

	private final Notices notices;

	private final List<Integer> days;

	private final Clock clock;

	AuthorityNews(Authorities authorities, CrlTimes crls, Notices notices, NoticeProperties properties, Clock clock) {
		this.authorities = authorities;
		this.crls = crls;
		this.notices = notices;
		this.days = properties.authorityDays();
		this.clock = clock;
	}

	@Scheduled(initialDelay = 30_000, fixedDelay = 60_000)
	void look() {
		if (!this.notices.administrators().isEmpty()) {
			// One that has been followed may end in peace.
			this.authorities.all().stream().filter((authority) -> authority.state().isInTurn()).forEach(this::look);
			this.crls.all().stream().filter(this::isLate).forEach(this::tell);
		}
	}

	// The nearest of the days alone.
	private void look(Authority authority) {
		Instant ends = authority.notAfter();
		Duration left = Duration.between(this.clock.instant(), ends);
		this.days.stream()
			.filter((day) -> left.compareTo(Duration.ofDays(day)) <= 0)
			.reduce((farther, nearer) -> nearer)
			.ifPresent((day) -> tell(authority, ends, day));
	}

	private void tell(Authority authority, Instant ends, int day) {
		this.notices.tell(this.notices.administrators(), "authority:" + authority.key() + ":" + ends + ":" + day,
				(origin) -> new News(origin.id(), Kind.AUTHORITY_EXPIRES, origin.at(),
						authority.name() + " ends on " + Notices.text(ends),
						"No certificate that it signs is good for longer than it is.",
						"See GET /api/v1/authorities for the CAs that there are.", ends, null, null,
						new AboutAuthority(authority.id(), authority.name())));
	}

	private boolean isLate(CrlTime crl) {
		Duration life = Duration.between(crl.thisUpdate(), crl.nextUpdate());
		Duration left = Duration.between(this.clock.instant(), crl.nextUpdate());
		return left.toMillis() < life.toMillis() * LATE;
	}

	// The CRL of a CA that has ended is needed no more.
	private void tell(CrlTime crl) {
		this.authorities.all()
			.stream()
			.filter((authority) -> authority.key().equals(crl.caKey()))
			.filter((authority) -> authority.notAfter().isAfter(this.clock.instant()))
			.findFirst()
			.ifPresent((authority) -> tell(crl, authority.name()));
	}

	private void tell(CrlTime crl, String name) {
		this.notices.tell(this.notices.administrators(), "crl:" + crl.caKey() + ":" + crl.shard() + ":" + crl.number(),
				(origin) -> new News(origin.id(), Kind.CRL_EXPIRES, origin.at(),
						"CRL " + crl.shard() + " of " + name + " runs out on " + Notices.text(crl.nextUpdate()),
						"It should have been made anew long before: without it, clients that look refuse every certificate of"
								+ " its CA.",
						"Look into the log for why no CRL is signed, and at /health.", crl.nextUpdate(), null, null,
						null));
	}

}
