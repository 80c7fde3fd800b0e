package handfast.notice;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import handfast.RunningService;
import handfast.RunningService.Answer;
import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.Component;
import net.fortuna.ical4j.model.component.VEvent;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The calendar, read by another implementation of RFC 5545.
 */
class CalendarJourneyTests {

	private static final String FEED = "/api/v1/calendar.ics";

	private final RunningService service = RunningService.shared();

	@Test
	void showsWhatEndsAndWhenInTheOrderOfTime() throws Exception {
		JsonNode later = enroll("later.calendar.test", "\"validity\": \"P60D\"");
		JsonNode sooner = enroll("sooner.calendar.test", "\"validity\": \"P2D\"");
		JsonNode renewed = enroll("renewed.calendar.test", "\"validity\": \"P30D\"");
		this.service.post("/api/v1/certificates/" + renewed.get("id").asString() + "/renewal", "{}");
		Answer answer = this.service.get(FEED);
		assertThat(answer.header("Content-Type")).isEqualTo("text/calendar;charset=UTF-8");
		List<VEvent> events = events(answer.bytes());
		List<String> uids = events.stream().map((event) -> event.getUid().orElseThrow().getValue()).toList();
		assertThat(uids).doesNotHaveDuplicates()
			.anyMatch((uid) -> uid.startsWith("authority-"))
			.noneMatch((uid) -> uid.contains(renewed.get("id").asString()));
		int first = indexOf(uids, sooner);
		assertThat(first).isLessThan(indexOf(uids, later));
		VEvent event = events.get(first);
		assertThat(event.getSummary().getValue()).isEqualTo("sooner.calendar.test: certificate ends");
		assertThat(event.getDescription().getValue()).contains("\nNames: sooner.calendar.test\n",
				sooner.get("serialNumber").asString());
		assertThat(event.getDateTimeStart().getDate())
			.hasToString(Instant.parse(sooner.get("notAfter").asString()).toString().substring(0, 10));
		assertThat(event.getAlarms()).hasSize(1);
	}

	@Test
	void isReadAtAnAddressUntilThatIsEnded() throws Exception {
		enroll("mine.calendar.test", "\"contacts\": [\"calendar@shop.test\"]");
		Answer made = this.service.post("/api/v1/calendars",
				"{\"name\": \"Phone\", \"contact\": \"calendar@shop.test\"}");
		assertThat(made.status()).as(made.toString()).isEqualTo(201);
		String path = URI.create(made.json().get("url").asString()).getPath();
		assertThat(path).startsWith("/calendar/hfc_").endsWith(".ics");
		Answer feed = this.service.get(path, "Authorization", "");
		assertThat(feed.status()).as(feed.toString()).isEqualTo(200);
		assertThat(events(feed.bytes())).extracting((event) -> event.getSummary().getValue())
			.contains("mine.calendar.test: certificate ends")
			.allMatch((summary) -> summary.startsWith("mine."));
		assertThat(this.service.get("/api/v1/calendars").text()).contains("Phone").doesNotContain("hfc_");
		// It opens nothing else, and no other secret opens it.
		String secret = path.substring("/calendar/".length(), path.length() - ".ics".length());
		assertThat(this.service.get(FEED, "Authorization", "Bearer " + secret).status()).isEqualTo(401);
		char last = secret.charAt(secret.length() - 1);
		assertThat(this.service
			.get("/calendar/" + secret.substring(0, secret.length() - 1) + ((last == 'a') ? 'b' : 'a') + ".ics",
					"Authorization", "")
			.status()).isEqualTo(404);
		assertThat(this.service.delete("/api/v1/calendars/" + made.json().get("id").asString()).status())
			.isEqualTo(204);
		assertThat(this.service.get(path, "Authorization", "").status()).isEqualTo(404);
	}

	@Test
	void showsARequesterItsOwnAlone() throws Exception {
		enroll("others.calendar.test", "\"validity\": \"P5D\"");
		String token = this.service.post("/api/v1/tokens", "{\"name\": \"calendar\", \"role\": \"requester\"}")
			.json()
			.get("token")
			.asString();
		String[] bearer = { "Authorization", "Bearer " + token };
		this.service.post("/api/v1/certificates", "{\"names\": [\"own.calendar.test\"]}", bearer);
		String path = URI
			.create(this.service.post("/api/v1/calendars", "{\"name\": \"Own\"}", bearer).json().get("url").asString())
			.getPath();
		for (byte[] feed : List.of(this.service.get(FEED, bearer).bytes(),
				this.service.get(path, "Authorization", "").bytes())) {
			assertThat(events(feed)).extracting((event) -> event.getSummary().getValue())
				.filteredOn((summary) -> summary.contains("certificate ends"))
				.containsExactly("own.calendar.test: certificate ends");
		}
	}

	@Test
	void foldsAndEscapesWhatStandsInIt() throws Exception {
		String summary = "Ü,;\\ " + "ä".repeat(200) + " 😀".repeat(40);
		byte[] feed = CalendarFeed.write("Näme; with, all\\", List.of(new CalendarFeed.Event("1@" + UUID.randomUUID(),
				Instant.EPOCH, Instant.EPOCH, summary, "one\ntwo\r\nBEGIN:\u0007VEVENT")));
		assertThat(new String(feed, StandardCharsets.UTF_8).split("\r\n"))
			.allMatch((line) -> line.getBytes(StandardCharsets.UTF_8).length <= 75);
		VEvent event = events(feed).getFirst();
		assertThat(event.getSummary().getValue()).isEqualTo(summary);
		assertThat(event.getDescription().getValue()).isEqualTo("one\ntwo\nBEGIN: VEVENT");
	}

	private static List<VEvent> events(byte[] feed) throws Exception {
		Calendar calendar = new CalendarBuilder().build(new ByteArrayInputStream(feed));
		assertThat(calendar.validate().getEntries()).as(new String(feed, StandardCharsets.UTF_8)).isEmpty();
		return calendar.getComponents(Component.VEVENT).stream().map(VEvent.class::cast).toList();
	}

	private static int indexOf(List<String> uids, JsonNode certificate) {
		return Arrays.asList(uids.stream().map((uid) -> uid.contains(certificate.get("id").asString())).toArray())
			.indexOf(true);
	}

	private JsonNode enroll(String name, String more) {
		Answer answer = this.service.post("/api/v1/certificates", "{\"names\": [\"%s\"], %s}".formatted(name, more));
		assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
		return answer.json();
	}

}
