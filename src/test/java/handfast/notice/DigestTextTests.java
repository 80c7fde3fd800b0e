package handfast.notice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import handfast.notice.News.AboutAuthority;
import handfast.notice.News.AboutCertificate;
import handfast.notice.News.AboutInstallation;
import handfast.notice.News.Kind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The mail's words. A sample is left in {@code target/digest.html} to be looked at.
 */
class DigestTextTests {

	private static final Instant NOW = Instant.parse("2030-01-01T08:00:00Z");

	@Test
	void tellsWhatWentWrongFirstAndThenWhatEndsSoonest() throws IOException {
		List<News> news = List.of(expires("late.shop.test", Duration.ofDays(30)),
				expires("soon.shop.test", Duration.ofHours(25)), installation(), renewal(), authority());
		DigestText text = new DigestText(news, NOW);
		assertThat(text.subject())
			.isEqualTo("Handfast: 1 renewal failed, 1 installation went wrong, 2 certificates end, 1 CA ends");
		assertThat(text.plain()).containsSubsequence("pay.shop.test could not be renewed",
				"10.1.2.3:443 serves another", "soon.shop.test ends on 2030-01-02 09:00 UTC (25 hours left)",
				"late.shop.test ends on 2030-01-31 08:00 UTC (30 days left)", "Handfast Issuing");
		assertThat(text.html()).containsSubsequence("pay.shop.test", "soon.shop.test", "late.shop.test");
		Files.createDirectories(Path.of("target"));
		Files.writeString(Path.of("target/digest.html"), text.html());
		Files.writeString(Path.of("target/digest.txt"), text.plain());
	}

	@Test
	void saysOneThingInTheSubjectWhereThereIsOne() {
		assertThat(new DigestText(List.of(expires("one.shop.test", Duration.ofDays(7))), NOW).subject())
			.isEqualTo("Handfast: one.shop.test ends on 2030-01-08 08:00 UTC (7 days left)");
	}

	@Test
	void showsMarkupAndLineEndsAsText() {
		News news = new News(UUID.randomUUID(), Kind.CERTIFICATE_EXPIRES, NOW, "<script>alert(1)</script> ends",
				"a & b", "\"quoted\"", NOW, null, null, null);
		assertThat(new DigestText(List.of(news), NOW).html())
			.contains("&lt;script&gt;alert(1)&lt;/script&gt;", "a &amp; b", "&quot;quoted&quot;")
			.doesNotContain("<script");
	}

	@Test
	void listsAHundredAndCountsTheRest() {
		List<News> many = new ArrayList<>();
		for (int i = 0; i < 250; i++) {
			many.add(expires("n" + i + ".shop.test", Duration.ofHours(100 + i)));
		}
		DigestText text = new DigestText(many, NOW);
		assertThat(text.subject()).isEqualTo("Handfast: 250 certificates end");
		assertThat(text.plain()).contains("n99.shop.test", "And 150 more").doesNotContain("n100.shop.test");
	}

	private static News expires(String name, Duration left) {
		return new News(UUID.randomUUID(), Kind.CERTIFICATE_EXPIRES, NOW,
				name + " ends on " + Notices.text(NOW.plus(left)), null,
				"Renew it with POST /api/v1/certificates/01990000-0000-7000-8000-000000000000/renewal, and install the"
						+ " successor; or let it end, if it is no longer used.",
				NOW.plus(left), certificate(name, left), null, null);
	}

	private static News installation() {
		return new News(UUID.randomUUID(), Kind.INSTALLATION_FAILED, NOW,
				"10.1.2.3:443 serves another certificate than it should",
				"An older certificate of the same line answers: serial number 12ab, until 2030-01-20T00:00:00Z. It was"
						+ " renewed, but its successor was not installed, or the server did not read it again.",
				"See GET /api/v1/installations/01990000-0000-7000-8000-000000000001 for the report of the handshake.",
				null, certificate("shop.test", Duration.ofDays(60)),
				new AboutInstallation(UUID.randomUUID(), "nginx", "10.1.2.3:443", "drifted"), null);
	}

	private static News renewal() {
		return new News(UUID.randomUUID(), Kind.RENEWAL_FAILED, NOW, "pay.shop.test could not be renewed",
				"pay.shop.test is not on the permit list; an administrator adds it with POST /api/v1/permitted-names.",
				"It is tried again, at longer and longer intervals, until it ends.", NOW.plus(Duration.ofDays(12)),
				certificate("pay.shop.test", Duration.ofDays(12)), null, null);
	}

	private static News authority() {
		return new News(UUID.randomUUID(), Kind.AUTHORITY_EXPIRES, NOW,
				"CN=Handfast Issuing 12ab34,O=shop ends on 2030-06-30 00:00 UTC",
				"No certificate that it signs is good for longer than it is.", "See GET /api/v1/authorities.",
				Instant.parse("2030-06-30T00:00:00Z"), null, null,
				new AboutAuthority(UUID.randomUUID(), "CN=Handfast Issuing 12ab34,O=shop"));
	}

	private static AboutCertificate certificate(String name, Duration left) {
		return new AboutCertificate(UUID.randomUUID(), "4fe281144ab7bb26808451f4ad483d94",
				List.of(name, "www." + name, "10.1.2.3"), "CN=" + name, "CN=Handfast Issuing 12ab34,O=shop",
				NOW.plus(left), UUID.randomUUID());
	}

}
