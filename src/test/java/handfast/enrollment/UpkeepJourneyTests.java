package handfast.enrollment;

import handfast.RunningService;
import handfast.RunningService.Answer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who is told about a certificate, and whether it is renewed by itself, over HTTP.
 */
class UpkeepJourneyTests {

	private static final String PATH = "/api/v1/certificates";

	private final RunningService service = RunningService.shared();

	@Test
	void keepsContactsFindsByThemAndHandsThemOn() {
		JsonNode made = made("""
				{"names": ["told.test"], "contacts": ["Ops.Team@SHOP.test", "web@shop.test", "web@shop.test"],
				 "autoRenew": true}""");
		assertThat(made.get("contacts").valueStream().map(JsonNode::asString)).containsExactly("Ops.Team@shop.test",
				"web@shop.test");
		assertThat(made.at("/renewal/auto").asBoolean()).isTrue();
		Answer renewed = this.service.post(PATH + "/" + made.get("id").asString() + "/renewal", "{\"rekey\": true}");
		assertThat(renewed.json().get("contacts")).as(renewed.toString()).isEqualTo(made.get("contacts"));
		assertThat(renewed.json().at("/renewal/auto").asBoolean()).isTrue();
		assertThat(found("contact=web@shop.test")).contains(made.get("id").asString(),
				renewed.json().get("id").asString());
		assertThat(found("contact=web@shop.test&status=superseded")).containsExactly(made.get("id").asString());
		assertThat(found("contact=nobody@shop.test")).isEmpty();
	}

	@Test
	void tellsNobodyUnlessAsked() {
		JsonNode made = made("{\"names\": [\"untold.test\"]}");
		assertThat(made.get("contacts").size()).isZero();
		assertThat(made.at("/renewal/auto").asBoolean()).isFalse();
	}

	@Test
	void saysWhatToWriteInPlaceOfAWrongContact() {
		refuses("{\"names\": [\"x.test\"], \"contacts\": [\"ops\"]}", "/contacts/0", "ops@shop.test");
		refuses("{\"names\": [\"x.test\"], \"contacts\": [\"ok@shop.test\", \"webhook:No Such\"]}", "/contacts/1",
				"lower-case letters");
		refuses("{\"names\": [\"x.test\"], \"contacts\": [\"webhook:nowhere\"]}", "/contacts/0",
				"POST /api/v1/webhooks");
		refuses("{\"names\": [\"x.test\"], \"contacts\": [\"a@b.test%s\"]}".formatted("\", \"a@b.test".repeat(10)),
				"/contacts", "At most 10");
		assertThat(this.service.get(PATH + "?contact=ops").status()).isEqualTo(422);
	}

	@Test
	void changesWhoIsToldAndHandsThatOn() {
		JsonNode made = made("{\"names\": [\"moved.test\"], \"contacts\": [\"old@shop.test\"], \"autoRenew\": true}");
		String path = PATH + "/" + made.get("id").asString();
		Answer changed = this.service.put(path + "/upkeep", "{\"contacts\": [\"new@shop.test\"]}");
		assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
		assertThat(changed.json().get("contacts").toString()).isEqualTo("[\"new@shop.test\"]");
		assertThat(changed.json().at("/renewal/auto").asBoolean()).isTrue();
		assertThat(found("contact=old@shop.test")).isEmpty();
		assertThat(found("contact=new@shop.test")).containsExactly(made.get("id").asString());
		Answer ended = this.service.put(path + "/upkeep", "{\"contacts\": [], \"autoRenew\": false}");
		assertThat(ended.json().at("/renewal/auto").asBoolean()).isFalse();
		assertThat(found("contact=new@shop.test")).isEmpty();
		this.service.put(path + "/upkeep", "{\"contacts\": [\"last@shop.test\"]}");
		JsonNode renewed = this.service.post(path + "/renewal", "{}").json();
		assertThat(renewed.get("contacts").toString()).isEqualTo("[\"last@shop.test\"]");
		assertThat(found("contact=last@shop.test")).hasSize(2);
		Answer unknown = this.service.put(path + "/upkeep", "{\"contacts\": [\"webhook:nowhere\"]}");
		assertThat(unknown.status()).isEqualTo(422);
		assertThat(unknown.json().at("/violations/0/field").asString()).isEqualTo("/contacts/0");
		String token = this.service.post("/api/v1/tokens", "{\"name\": \"stranger\", \"role\": \"requester\"}")
			.json()
			.get("token")
			.asString();
		assertThat(this.service.put(path + "/upkeep", "{}", "Authorization", "Bearer " + token).status())
			.isEqualTo(404);
	}

	@Test
	void doesNotPromiseToRenewWithoutTheKey() {
		refuses("{\"csr\": \"x\", \"autoRenew\": true}", "/autoRenew", "leave autoRenew out");
	}

	private void refuses(String body, String field, String advice) {
		Answer answer = this.service.post(PATH, body);
		assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
		assertThat(answer.json().at("/violations/0/field").asString()).isEqualTo(field);
		assertThat(answer.json().at("/violations/0/message").asString()).contains(advice);
	}

	private java.util.List<String> found(String query) {
		return this.service.get(PATH + "?" + query)
			.json()
			.get("items")
			.valueStream()
			.map((item) -> item.get("id").asString())
			.toList();
	}

	private JsonNode made(String body) {
		Answer answer = this.service.post(PATH, body);
		assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
		return answer.json();
	}

}
