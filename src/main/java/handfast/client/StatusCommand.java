package handfast.client;

import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What needs a look: certificates that end soon, and places that serve something else
 * than they should.
 */
@Command(name = "status",
		description = { "Shows certificates that end soon, and all installations.",
				"Soon is within 30 days, in the renewal window and without a successor; those that"
						+ " have ended in the last 30 days are shown too." },
		footer = { "", "Examples:", "  java -jar handfast.jar status", "  java -jar handfast.jar status --within P60D",
				"  java -jar handfast.jar status --json | jq .installations[].status" })
final class StatusCommand extends ClientCommand {

	private static final Duration SOON = Duration.ofDays(30);

	private static final Set<String> STANDING = Set.of("active", "expired", "on-hold");

	private static final Set<String> WRONG = Set.of("drifted", "unreachable", "failed");

	@Option(names = "--within", paramLabel = "DURATION",
			description = "All that end so soon, whatever their renewal window: P60D or PT36H")
	private @Nullable String within;

	StatusCommand(Surroundings surroundings) {
		super(surroundings);
	}

	@Override
	int run() {
		Instant now = surroundings().clock().instant().truncatedTo(ChronoUnit.SECONDS);
		Duration soon = (this.within != null) ? duration(this.within) : SOON;
		Service service = service();
		List<JsonNode> certificates = service
			.list("/certificates?expiresAfter=" + now.minus(SOON) + "&expiresBefore=" + now.plus(soon),
					"Looking through the certificates")
			.stream()
			.filter((certificate) -> STANDING.contains(certificate.path("status").asString()))
			.filter((certificate) -> !certificate.path("successor").isString())
			.filter((certificate) -> this.within != null || !windowOf(certificate).isAfter(now))
			.toList();
		List<JsonNode> installations = service.list("/installations", "Looking through the installations");
		if (wantsJson()) {
			print(json(service, certificates, installations));
		}
		else {
			tell(service, certificates, installations, now);
		}
		boolean wrong = installations.stream().anyMatch(StatusCommand::isWrong);
		return (certificates.isEmpty() && !wrong) ? ExitCode.DONE : ExitCode.LOOK;
	}

	private static Duration duration(String text) {
		try {
			Duration duration = text.matches("P[0-9]{1,4}W")
					? Duration.ofDays(7 * Long.parseLong(text.substring(1, text.length() - 1))) : Duration.parse(text);
			if (!duration.isNegative() && duration.toDays() < 36_500) {
				return duration;
			}
		}
		catch (DateTimeException | ArithmeticException ex) {
			// Told below.
		}
		throw ClientFailure.notUnderstood("--within is a duration: write P60D, P12W or PT36H.");
	}

	private static Instant windowOf(JsonNode certificate) {
		return Instant.parse(certificate.path("renewal").path("from").asString());
	}

	private static boolean isWrong(JsonNode installation) {
		return WRONG.contains(installation.path("status").asString());
	}

	private static ObjectNode json(Service service, List<JsonNode> certificates, List<JsonNode> installations) {
		ObjectNode json = Json.object().put("service", service.login().service().toString());
		json.putArray("certificates").addAll(certificates);
		json.putArray("installations").addAll(installations);
		return json;
	}

	private void tell(Service service, List<JsonNode> certificates, List<JsonNode> installations, Instant now) {
		PrintWriter out = out();
		out.println("At " + service.login().service() + ":");
		out.println();
		out.println(certificates.isEmpty() ? "No certificate ends soon." : "Certificates that end soon:");
		certificates.forEach((certificate) -> out.println("  " + ends(certificate, now) + "  "
				+ Certificates.names(certificate) + "  " + certificate.path("id").asString()));
		out.println();
		out.println(installations.isEmpty() ? "There are no installations." : "Installations:");
		installations.stream()
			.sorted((one, other) -> Boolean.compare(isWrong(other), isWrong(one)))
			.forEach((installation) -> tell(installation, out));
		out.flush();
	}

	private static String ends(JsonNode certificate, Instant now) {
		Instant end = Instant.parse(certificate.path("notAfter").asString());
		long days = Duration.between(now, end).abs().toDays();
		String when = (days == 1) ? "1 day" : days + " days";
		return (end.isBefore(now) ? "ended " + when + " ago" : "in " + when) + ", " + end;
	}

	private static void tell(JsonNode installation, PrintWriter out) {
		String address = installation.path("address").asString("");
		out.println(
				"  %-11s  ".formatted(installation.path("status").asString()) + installation.path("target").asString()
						+ "  " + (address.isEmpty() ? installation.path("serverName").asString() : address) + "  since "
						+ installation.path("statusSince").asString() + "  " + installation.path("id").asString());
		String detail = installation.path("finding").path("detail").asString("");
		if (!detail.isEmpty()) {
			out.println("               " + detail.replaceAll("\\p{Cntrl}", " "));
		}
	}

}
