package handfast.crash;

import handfast.crash.Door.Answer;
import tools.jackson.databind.JsonNode;

/**
 * A request and what is known of its answer.
 *
 * @param idempotencyKey empty for none
 * @param answered null where the service was killed first
 */
record Asked(String body, String idempotencyKey, Answered answered) {

	/**
	 * What a 201 said.
	 */
	record Answered(String id, String serial, String fingerprint) {

		static Answered of(Answer answer) {
			JsonNode json = answer.json();
			return new Answered(json.path("id").asString(), json.path("serialNumber").asString(),
					json.path("fingerprint").path("sha256").asString());
		}

	}

}
