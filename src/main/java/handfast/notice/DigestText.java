package handfast.notice;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import handfast.notice.News.Kind;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.HtmlUtils;

/**
 * The mail as a person reads it: what went wrong first, then what ends, the soonest
 * first.
 */
final class DigestText {

	private static final int MOST_SHOWN = 100;

	private static final String FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif";

	private static final String RED = "#b3261e";

	private static final String AMBER = "#8a5a00";

	private static final String GREEN = "#1b6e3c";

	private static final String ENDS_OFTEN = "You are told because your address is a contact of these certificates, or"
			+ " of this Handfast. At most one such mail comes in a day.";

	private final List<News> news;

	private final Map<Kind, List<News>> byKind;

	private final Instant now;

	DigestText(List<News> news, Instant now) {
		this.news = news;
		this.byKind = news.stream()
			.sorted(Comparator.comparing(News::ends, Comparator.nullsFirst(Comparator.naturalOrder())))
			.limit(MOST_SHOWN)
			.collect(Collectors.groupingBy(News::kind, TreeMap::new, Collectors.toList()));
		this.now = now;
	}

	/**
	 * One line that says the worst.
	 */
	String subject() {
		if (this.news.size() == 1) {
			return "Handfast: " + this.news.getFirst().title() + left(this.news.getFirst(), " (", ")");
		}
		return "Handfast: " + this.byKind.keySet()
			.stream()
			.map((kind) -> count(kind) + " " + counted(kind))
			.collect(Collectors.joining(", "));
	}

	String plain() {
		StringBuilder text = new StringBuilder();
		this.byKind.forEach((kind, items) -> {
			text.append(kind.heading()).append('\n').append("=".repeat(kind.heading().length())).append("\n\n");
			for (News one : items) {
				text.append(one.title()).append(left(one, " (", ")")).append(".\n");
				facts(one)
					.forEach((name, value) -> text.append("  ").append(name).append(": ").append(value).append('\n'));
				if (one.detail() != null) {
					text.append("  ").append(one.detail()).append('\n');
				}
				text.append("  ").append(one.advice()).append("\n\n");
			}
		});
		more().ifPresent((sentence) -> text.append(sentence).append("\n\n"));
		return text.append("-- \n").append(ENDS_OFTEN).append('\n').toString();
	}

	String html() {
		StringBuilder body = new StringBuilder();
		this.byKind.forEach((kind, items) -> {
			body.append("<h2 style=\"margin:28px 0 8px;font-size:17px\">")
				.append(escaped(kind.heading()))
				.append("</h2>\n");
			items.forEach((one) -> body.append(item(one)));
		});
		more().ifPresent((sentence) -> body.append("<p>").append(escaped(sentence)).append("</p>\n"));
		return """
				<!DOCTYPE html>
				<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
				<title>%s</title></head>
				<body style="margin:0;padding:0;background:#f3f4f6;color:#1d2433;%s;font-size:15px;line-height:1.45">
				<div style="max-width:640px;margin:0 auto;padding:24px 16px">
				<div style="background:#ffffff;border:1px solid #dde1e8;border-radius:8px;padding:20px 24px">
				<div style="font-size:13px;color:#5b6475;letter-spacing:.04em">HANDFAST</div>
				<h1 style="margin:4px 0 0;font-size:21px;line-height:1.3">%s</h1>
				%s</div>
				<p style="font-size:12px;color:#5b6475;margin:14px 8px">%s</p>
				</div></body></html>
				""".formatted(escaped(subject()), FONT, escaped(headline()), body, escaped(ENDS_OFTEN));
	}

	private String item(News one) {
		String colour = switch (one.kind()) {
			case INSTALLATION_PROVEN -> GREEN;
			case RENEWAL_FAILED, INSTALLATION_FAILED, CRL_EXPIRES -> RED;
			case CERTIFICATE_EXPIRES, AUTHORITY_EXPIRES -> isSoon(one) ? RED : AMBER;
		};
		StringBuilder item = new StringBuilder();
		item.append("<div style=\"border-left:4px solid %s;padding:2px 0 2px 12px;margin:0 0 16px\">".formatted(colour))
			.append("<div style=\"font-weight:600\">")
			.append(escaped(one.title()))
			.append("</div>");
		String left = left(one, "", "");
		if (!left.isEmpty()) {
			item.append("<div style=\"color:%s;font-weight:600\">".formatted(colour))
				.append(escaped(left))
				.append("</div>");
		}
		item.append("<table role=\"presentation\" style=\"font-size:13px;color:#3c4557;border-collapse:collapse\">");
		facts(one).forEach((name, value) -> item.append(
				"<tr><td style=\"padding:1px 12px 1px 0;vertical-align:top;color:#5b6475\">%s</td><td style=\"padding:1px 0;word-break:break-word\">%s</td></tr>"
					.formatted(escaped(name), escaped(value))));
		item.append("</table>");
		if (one.detail() != null) {
			item.append("<div style=\"margin-top:4px\">").append(escaped(one.detail())).append("</div>");
		}
		return item.append("<div style=\"margin-top:4px;color:#3c4557\">")
			.append(escaped(one.advice()))
			.append("</div></div>\n")
			.toString();
	}

	private String headline() {
		return (this.news.size() == 1) ? this.news.getFirst().title() : subject().substring("Handfast: ".length());
	}

	private static Map<String, String> facts(News one) {
		Map<String, String> facts = new LinkedHashMap<>();
		if (one.certificate() != null) {
			facts.put("Names", shortened(one.certificate().names()));
			facts.put("Ends", Notices.text(one.certificate().notAfter()));
			facts.put("Issuer", one.certificate().issuer());
			facts.put("Serial number", one.certificate().serialNumber());
			facts.put("Certificate", one.certificate().id().toString());
		}
		if (one.installation() != null) {
			facts.put("Installation", one.installation().target() + ", " + one.installation().id());
		}
		if (one.authority() != null) {
			facts.put("CA", one.authority().id().toString());
		}
		return facts;
	}

	private static String shortened(List<String> names) {
		String first = names.stream().limit(8).collect(Collectors.joining(", "));
		return (names.size() > 8) ? first + " and " + (names.size() - 8) + " more" : first;
	}

	private String left(News one, String before, String after) {
		Instant ends = one.ends();
		if (ends == null || one.kind() == Kind.RENEWAL_FAILED && ends.isBefore(this.now)) {
			return "";
		}
		return before + left(Duration.between(this.now, ends)) + after;
	}

	private static String left(Duration left) {
		if (left.isNegative()) {
			return "it has ended";
		}
		if (left.compareTo(Duration.ofDays(2)) >= 0) {
			return left.toDays() + " days left";
		}
		return (left.toHours() == 1) ? "1 hour left" : left.toHours() + " hours left";
	}

	private boolean isSoon(News one) {
		return one.ends() != null && one.ends().isBefore(this.now.plus(Duration.ofDays(8)));
	}

	private Optional<String> more() {
		int more = this.news.size() - MOST_SHOWN;
		return (more > 0)
				? Optional.of("And " + more
						+ " more: GET /api/v1/certificates?contact=ADDRESS&expiresBefore=TIME lists what ends.")
				: Optional.empty();
	}

	private long count(Kind kind) {
		return this.news.stream().filter((one) -> one.kind() == kind).count();
	}

	private String counted(Kind kind) {
		boolean one = count(kind) == 1;
		return switch (kind) {
			case RENEWAL_FAILED -> one ? "renewal failed" : "renewals failed";
			case INSTALLATION_FAILED -> one ? "installation went wrong" : "installations went wrong";
			case INSTALLATION_PROVEN -> one ? "installation is well again" : "installations are well again";
			case CERTIFICATE_EXPIRES -> one ? "certificate ends" : "certificates end";
			case AUTHORITY_EXPIRES -> one ? "CA ends" : "CAs end";
			case CRL_EXPIRES -> one ? "CRL runs out" : "CRLs run out";
		};
	}

	private static String escaped(@Nullable String text) {
		return HtmlUtils.htmlEscape(String.valueOf(text), "UTF-8");
	}

}
