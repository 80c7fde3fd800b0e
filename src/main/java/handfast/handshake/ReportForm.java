package handfast.handshake;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotAcceptableException;

/**
 * The forms that a report is answered in, the default first.
 */
enum ReportForm {

	JSON(MediaType.APPLICATION_JSON) {

		@Override
		Object show(HandshakeReport report, boolean coloured) {
			return report;
		}

	},

	TEXT(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8)) {

		@Override
		Object show(HandshakeReport report, boolean coloured) {
			return ReportForms.text(report, coloured);
		}

	},

	SVG(new MediaType("image", "svg+xml", StandardCharsets.UTF_8)) {

		@Override
		Object show(HandshakeReport report, boolean coloured) {
			return ReportForms.diagram(report);
		}

	},

	HTML(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8)) {

		@Override
		Object show(HandshakeReport report, boolean coloured) {
			return ReportForms.page(report);
		}

	};

	static final String SVG_VALUE = "image/svg+xml";

	private final MediaType type;

	ReportForm(MediaType type) {
		this.type = type;
	}

	MediaType type() {
		return this.type;
	}

	/**
	 * The body of the answer.
	 * @param coloured whether text is in the colours of a terminal
	 */
	abstract Object show(HandshakeReport report, boolean coloured);

	/**
	 * What is wanted most and we have; of equals what is named first, and JSON for who
	 * takes anything.
	 *
	 * @spec https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1 RFC 9110 §12.5.1
	 */
	static Wanted wanted(String accept) throws HttpMediaTypeNotAcceptableException {
		List<MediaType> ranges = MediaType.parseMediaTypes(accept);
		return ranges.stream()
			.filter((range) -> range.getQualityValue() > 0)
			.sorted(Comparator.comparingDouble(MediaType::getQualityValue).reversed())
			.flatMap((range) -> of(range, ranges).stream())
			.findFirst()
			.orElseThrow(() -> new HttpMediaTypeNotAcceptableException(
					Arrays.stream(values()).map(ReportForm::type).toList()));
	}

	private static Optional<Wanted> of(MediaType range, List<MediaType> ranges) {
		return Arrays.stream(values())
			.filter((form) -> range.includes(form.type))
			.filter((form) -> ranges.stream().noneMatch((other) -> isRefused(form, other)))
			.findFirst()
			.map((form) -> new Wanted(form, "always".equals(range.getParameter("color"))));
	}

	private static boolean isRefused(ReportForm form, MediaType range) {
		return range.getQualityValue() == 0 && range.equalsTypeAndSubtype(form.type);
	}

	/**
	 * @param coloured by {@code text/plain; color=always}
	 */
	record Wanted(ReportForm form, boolean coloured) {
	}

}
