package handfast.client;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * The REST API of the service that was logged in to.
 */
final class Service implements AutoCloseable {

	// Of one list: more than anyone reads.
	private static final int MOST_PAGES = 20;

	private static final int PAGE = 500;

	private final Login login;

	private final Wire wire;

	Service(Login login, Progress progress) {
		this.login = login;
		this.wire = new Wire(login.service(), Wire.trusting(login.root()), progress);
	}

	Login login() {
		return this.login;
	}

	/**
	 * @param path below {@code /api/v1}, with its query
	 * @param what is being done, told where it takes long
	 * @throws ClientFailure where the service refuses or does not answer
	 */
	JsonNode get(String path, String what) {
		return tree(send(request(path).GET(), what));
	}

	JsonNode post(String path, JsonNode body, String what) {
		return tree(file(path, body, what));
	}

	/**
	 * A call that answers with bytes.
	 */
	Wire.Answer file(String path, JsonNode body, String what) {
		return send(request(path).header("Content-Type", "application/json")
			.POST(BodyPublishers.ofByteArray(Json.write(body))), what);
	}

	/**
	 * All items of a list, or its first 10,000.
	 * @param path with its query, without {@code limit}
	 */
	List<JsonNode> list(String path, String what) {
		List<JsonNode> items = new ArrayList<>();
		String page = path + (path.contains("?") ? "&" : "?") + "limit=" + PAGE;
		String cursor = "";
		for (int i = 0; i < MOST_PAGES; i++) {
			JsonNode answer = get(page + cursor, what);
			answer.path("items").forEach(items::add);
			if (!answer.path("next").isString()) {
				break;
			}
			cursor = "&cursor=" + URLEncoder.encode(answer.path("next").asString(), StandardCharsets.UTF_8);
		}
		return items;
	}

	@Override
	public void close() {
		this.wire.close();
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create(this.login.service() + "/api/v1" + path))
			.header("Authorization", "Bearer " + new String(this.login.token().value()));
	}

	private Wire.Answer send(HttpRequest.Builder request, String what) {
		Wire.Answer answer = this.wire.send(request, what);
		if (answer.status() / 100 != 2) {
			throw failure(answer);
		}
		return answer;
	}

	private ClientFailure failure(Wire.Answer answer) {
		JsonNode problem = answer.header("Content-Type").startsWith("application/problem+json") ? tree(answer)
				: MissingNode.getInstance();
		String message = message(answer, problem);
		return switch (answer.status()) {
			case 401 -> ClientFailure.notTrusted(
					this.login.service() + " does not take the token: log in with one that is good. " + message);
			case 408, 429, 500, 502, 503, 504 ->
				ClientFailure.unreachable(this.login.service() + " can't do it now: " + message + later(answer));
			default -> ClientFailure.refused(message);
		};
	}

	private static String message(Wire.Answer answer, JsonNode problem) {
		if (problem.isMissingNode()) {
			return "It answers " + answer.status() + " without a word; is it a Handfast?";
		}
		String title = sentence(problem.path("title").asString(""));
		String detail = sentence(problem.path("detail").asString(""));
		String violations = problem.path("violations")
			.valueStream()
			.map((violation) -> "\n  " + printable(violation.path("field").asString("")) + ": "
					+ printable(violation.path("message").asString("")))
			.filter((line) -> !detail.contains(line.substring(line.indexOf(": ") + 2)))
			.collect(Collectors.joining());
		return title + " " + detail + violations;
	}

	private static String later(Wire.Answer answer) {
		String seconds = answer.header("Retry-After");
		return seconds.matches("\\d{1,6}") ? " Try again in " + seconds + " s." : "";
	}

	private static String sentence(String text) {
		return printable(text.matches(".*[.!?:)]") ? text : text + ".");
	}

	// A terminal obeys control characters.
	private static String printable(String text) {
		return text.replaceAll("\\p{Cntrl}", " ");
	}

	private JsonNode tree(Wire.Answer answer) {
		try {
			return Json.read(answer.body());
		}
		catch (JacksonException ex) {
			throw ClientFailure.unreachable(this.login.service() + " answers with something else than JSON:"
					+ " is it a Handfast, and is nothing between it and you?");
		}
	}

}
