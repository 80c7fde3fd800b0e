package handfast.handshake.form;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import handfast.handshake.HandshakeReport;
import handfast.handshake.HandshakeReport.OtherVersion;
import handfast.handshake.HandshakeReport.Step;
import handfast.validation.Finding;
import handfast.validation.Severity;
import org.jspecify.annotations.Nullable;

/**
 * A handshake as a sequence diagram in SVG: two life lines, an arrow for each message, a
 * note across both for each moment, the encrypted part shaded, the arrow at which it
 * failed in red. Fixed columns and measured text, so that nothing touches whatever the
 * names are; what does not fit ends in an ellipsis.
 */
public final class SequenceDiagram {

	static final int WIDTH = 900;

	private static final int MARGIN = 16;

	private static final int CLIENT = 200;

	private static final int SERVER = 700;

	private static final int PHASE_ROOM = 140;

	private static final int TIMES = WIDTH - MARGIN;

	// Between the life lines, with a gap to each.
	private static final int ROOM = SERVER - CLIENT - 32;

	private static final int HEADS_ROOM = 250;

	private static final int NOTE_EDGE = 24;

	private static final int FIRST_SHOWN = 60;

	private static final int LAST_SHOWN = 12;

	private static final int MOST_FINDINGS = 6;

	private static final Lettering TITLE = new Lettering(19, true);

	private static final Lettering SUBTITLE = new Lettering(13, false);

	private static final Lettering HEAD = new Lettering(14, true);

	private static final Lettering NAME = new Lettering(13, true);

	private static final Lettering SIZE = new Lettering(12, false);

	private static final Lettering DETAIL = new Lettering(11, false);

	private static final Lettering CODE = new Lettering(12, true);

	private static final Lettering PHASE = new Lettering(11, true);

	private static final String PAPER = "#ffffff";

	private static final String BAND = "#f4f4f4";

	private static final String SHADE = "#d9e2ef";

	private static final String RULE = "#c8c8c8";

	private static final String NOTE = "#fffbe6";

	private static final String LIFE = "#444444";

	private static final List<String> DETAILS = List.of("serverName", "version", "cipherSuite", "group", "versions",
			"keyShares", "subject", "signatureScheme", "alpn", "description");

	// A moment's explanation says it all; these are worth a second line.
	private static final List<String> MOMENT_DETAILS = List.of("address", "group", "cipherSuite");

	private final Scene scene;

	private final Drawing drawing = new Drawing();

	private final List<Row> rows = new ArrayList<>();

	private double y;

	private SequenceDiagram(Scene scene) {
		this.scene = scene;
	}

	/**
	 * The handshake that the report tells in full.
	 */
	public static String draw(HandshakeReport report) {
		String where = (report.target() != null) ? "with " + report.target() : "inside this process";
		List<String> facts = facts(report.protocol(), report.cipherSuite(), report.keyExchange(),
				report.signatureScheme(), report.serverName(), report.target());
		return new SequenceDiagram(new Scene("handshake", "Handshake " + where, report.verdict(), facts,
				(report.address() != null) ? report.address() : "in memory", report.steps(), report.findings()))
			.whole();
	}

	/**
	 * A handshake of another version.
	 * @param number tells it from others on the same page
	 */
	static String draw(OtherVersion other, int number) {
		List<String> facts = facts(other.protocol(), other.cipherSuite(), other.keyExchange(), other.signatureScheme(),
				other.serverName(), null);
		return new SequenceDiagram(new Scene("handshake-" + number, "The same in " + other.protocol(), other.verdict(),
				facts, "in memory", other.steps(), List.of()))
			.whole();
	}

	private static List<String> facts(@Nullable String protocol, @Nullable String suite,
			HandshakeReport.@Nullable KeyExchange exchange, @Nullable String scheme, @Nullable String name,
			@Nullable String target) {
		List<String> facts = new ArrayList<>();
		facts.add(Objects.requireNonNullElse(protocol, ""));
		facts.add(Objects.requireNonNullElse(suite, ""));
		if (exchange != null) {
			facts.add(exchange.method() + ((exchange.group() != null) ? " by " + exchange.group() : ""));
		}
		facts.add((scheme != null) ? "signed by " + scheme : "");
		facts.removeIf(String::isEmpty);
		// Of most sites it is the target's host, which stands above already. Last, since
		// it
		// may be long.
		if (name != null && (target == null || !target.contains(name))) {
			facts.add("for " + name);
		}
		return facts;
	}

	private String whole() {
		head();
		double top = this.y;
		layOut();
		double bottom = this.y;
		bands();
		shades();
		for (int x : new int[] { CLIENT, SERVER }) {
			this.drawing.line(x, top, x, bottom, LIFE, 1.5, "6 4");
		}
		participants(top);
		this.rows.forEach(this::row);
		this.y = bottom + 14;
		legend();
		findings();
		return this.drawing.svg(this.scene.id(), WIDTH, Math.ceil(this.y + MARGIN),
				this.scene.title() + ": " + this.scene.verdict(), description());
	}

	private void head() {
		this.y = 34;
		String verdict = this.scene.verdict();
		double badge = CODE.width(verdict) + 24;
		this.drawing.text(TITLE, MARGIN, this.y, "start", Drawing.INK,
				TITLE.fit(this.scene.title(), WIDTH - 2 * MARGIN - badge - 16));
		this.drawing.box(WIDTH - MARGIN - badge, this.y - 18, badge, 24, 12, colourOf(verdict), colourOf(verdict), 1);
		this.drawing.text(CODE, WIDTH - MARGIN - badge / 2, this.y - 2, "middle", PAPER, verdict);
		this.y += 8;
		if (!this.scene.facts().isEmpty()) {
			for (String line : SUBTITLE.wrap(String.join(", ", this.scene.facts()), WIDTH - 2 * MARGIN, 2)) {
				this.y += SUBTITLE.lineHeight();
				this.drawing.text(SUBTITLE, MARGIN, this.y, "start", Drawing.FAINT, line);
			}
		}
		this.y += 18;
	}

	private void participants(double top) {
		participant(CLIENT, top, "Client", "Handfast");
		participant(SERVER, top, "Server", this.scene.address());
	}

	private void participant(int x, double top, String name, String address) {
		double width = HEADS_ROOM;
		this.drawing.box(x - width / 2, top, width, 42, 4, PAPER, Drawing.INK, 1.5);
		this.drawing.text(HEAD, x, top + 18, "middle", Drawing.INK, name);
		this.drawing.text(DETAIL, x, top + 34, "middle", Drawing.FAINT, DETAIL.fit(address, width - 12));
	}

	private void layOut() {
		this.y += 42 + 12;
		List<Step> steps = this.scene.steps();
		boolean encrypted = false;
		String phase = "";
		for (int i = 0; i < steps.size(); i++) {
			Step step = steps.get(i);
			if (steps.size() > FIRST_SHOWN + LAST_SHOWN && i == FIRST_SHOWN) {
				add(new Row(null, "", List.of("… and " + (steps.size() - FIRST_SHOWN - LAST_SHOWN) + " more …"),
						List.of(), encrypted, false, this.y, 30));
				i = steps.size() - LAST_SHOWN - 1;
				continue;
			}
			// A moment is as secret as what was said before it.
			encrypted = step.kind().equals("message") ? step.encrypted() : encrypted;
			add(rowOf(step, step.phase().equals(phase) ? "" : step.phase(), encrypted));
			phase = step.phase();
		}
		if (steps.isEmpty()) {
			String code = this.scene.findings().isEmpty() ? "no handshake"
					: this.scene.findings().getFirst().code().slug();
			add(new Row(null, "connect", List.of(), List.of(code), false, true, this.y, 62));
		}
		this.y += 10;
	}

	private void add(Row row) {
		this.rows.add(row);
		this.y = row.top() + row.height();
	}

	private Row rowOf(Step step, String phase, boolean encrypted) {
		boolean moment = !step.kind().equals("message");
		List<Finding> found = this.scene.findings()
			.stream()
			.filter((finding) -> Integer.valueOf(step.number()).equals(finding.step()))
			.toList();
		String detail = detail(step, moment ? MOMENT_DETAILS : DETAILS);
		List<String> details = detail.isEmpty() ? List.of() : DETAIL.wrap(detail, ROOM, moment ? 1 : 2);
		List<String> codes = codes(found);
		double height = (moment ? 34 : 41) + details.size() * DETAIL.lineHeight() + codes.size() * CODE.lineHeight()
				+ (moment ? 8 : 0);
		double label = phase.isEmpty() ? 0 : phaseLines(phase).size() * PHASE.lineHeight() + 14;
		boolean failed = found.stream().anyMatch((finding) -> finding.severity() == Severity.ERROR);
		return new Row(step, phase, details, codes, encrypted, failed, this.y, Math.max(height, label));
	}

	private static List<String> codes(List<Finding> found) {
		List<String> codes = new ArrayList<>();
		for (Severity severity : Severity.values()) {
			String slugs = found.stream()
				.filter((finding) -> finding.severity() == severity)
				.map((finding) -> finding.code().slug())
				.distinct()
				.collect(Collectors.joining(", "));
			if (!slugs.isEmpty()) {
				codes.add(severity.label() + ": " + slugs);
			}
		}
		return codes;
	}

	private void bands() {
		double top = 0;
		boolean grey = false;
		String phase = "";
		for (int i = 0; i <= this.rows.size(); i++) {
			boolean ends = i == this.rows.size() || !this.rows.get(i).phase().isEmpty();
			if (ends && i > 0) {
				double bottom = this.rows.get(i - 1).top() + this.rows.get(i - 1).height();
				this.drawing.box(0, top, WIDTH, bottom - top, 0, grey ? BAND : PAPER, "none", 0);
				this.drawing.line(0, bottom, WIDTH, bottom, RULE, 1, "");
				double line = top + 18;
				for (String words : phaseLines(phase)) {
					this.drawing.text(PHASE, MARGIN, line, "start", Drawing.FAINT, words);
					line += PHASE.lineHeight();
				}
				grey = !grey;
			}
			if (ends && i < this.rows.size()) {
				top = this.rows.get(i).top();
				phase = this.rows.get(i).phase();
			}
		}
		if (!this.rows.isEmpty()) {
			double first = this.rows.getFirst().top();
			this.drawing.line(0, first, WIDTH, first, RULE, 1, "");
		}
	}

	private void shades() {
		this.rows.stream()
			.filter(Row::encrypted)
			.forEach((row) -> this.drawing.box(CLIENT, row.top(), SERVER - CLIENT, row.height(), 0, SHADE, "none", 0));
	}

	private void row(Row row) {
		Step step = row.step();
		if (step == null) {
			if (row.failed()) {
				notConnected(row);
			}
			else {
				this.drawing.text(DETAIL, (CLIENT + SERVER) / 2.0, row.top() + 19, "middle", Drawing.INK,
						row.details().getFirst());
			}
		}
		else {
			if (step.kind().equals("message")) {
				message(row, step);
			}
			else {
				moment(row, step);
			}
			this.drawing.text(DETAIL, TIMES, row.top() + (step.kind().equals("message") ? 29 : 24), "end",
					Drawing.FAINT, String.format(Locale.ROOT, "%.2f ms", step.atMicros() / 1000.0));
		}
	}

	private void message(Row row, Step step) {
		boolean client = step.from().equals("client");
		double near = client ? CLIENT + 16 : SERVER - 16;
		double far = client ? SERVER - 16 : CLIENT + 16;
		String nearAnchor = client ? "start" : "end";
		String colour = row.failed() ? Drawing.RED : Drawing.INK;
		String size = String.format(Locale.ROOT, (step.bytes() == 1) ? "%d byte" : "%,d bytes", step.bytes())
				+ (row.encrypted() ? ", encrypted" : "");
		this.drawing.text(SIZE, far, row.top() + 18, client ? "end" : "start", Drawing.FAINT, size);
		this.drawing.text(NAME, near, row.top() + 18, nearAnchor, colour,
				NAME.fit(step.message(), ROOM - SIZE.width(size) - 12));
		double arrow = row.top() + 25;
		double end = client ? SERVER : CLIENT;
		// A cross stands where it was received: there it showed.
		double tip = row.failed() ? end + (client ? -9 : 9) : end;
		this.drawing.arrow(client ? CLIENT : SERVER, tip, arrow, colour, row.failed() ? 3 : 1.6);
		if (row.failed()) {
			this.drawing.cross(end, arrow, Drawing.RED);
		}
		double line = arrow + 3;
		for (String detail : row.details()) {
			line += DETAIL.lineHeight();
			this.drawing.text(DETAIL, near, line, nearAnchor, Drawing.INK, detail);
		}
		for (String code : row.codes()) {
			line += CODE.lineHeight();
			this.drawing.text(CODE, near, line, nearAnchor, colourOfLine(code), CODE.fit(code, ROOM));
		}
	}

	private void moment(Row row, Step step) {
		double left = CLIENT - NOTE_EDGE;
		double width = SERVER - CLIENT + 2 * NOTE_EDGE;
		double middle = (CLIENT + SERVER) / 2.0;
		double height = 24 + row.details().size() * DETAIL.lineHeight() + row.codes().size() * CODE.lineHeight();
		this.drawing.box(left, row.top() + 8, width, height, 3, NOTE, row.failed() ? Drawing.RED : "#8a7a3c",
				row.failed() ? 2.5 : 1);
		double line = row.top() + 24;
		this.drawing.text(NAME, middle, line, "middle", row.failed() ? Drawing.RED : Drawing.INK,
				NAME.fit(step.message(), ROOM));
		for (String detail : row.details()) {
			line += DETAIL.lineHeight();
			this.drawing.text(DETAIL, middle, line, "middle", Drawing.INK, detail);
		}
		for (String code : row.codes()) {
			line += CODE.lineHeight();
			this.drawing.text(CODE, middle, line, "middle", colourOfLine(code), CODE.fit(code, ROOM));
		}
	}

	// Nothing passed: the arrow stops on its way.
	private void notConnected(Row row) {
		double end = CLIENT + (SERVER - CLIENT) * 0.7;
		this.drawing.text(NAME, CLIENT + 16, row.top() + 20, "start", Drawing.RED, "no connection");
		this.drawing.line(CLIENT, row.top() + 30, end, row.top() + 30, Drawing.RED, 3, "");
		this.drawing.cross(end, row.top() + 30, Drawing.RED);
		this.drawing.text(CODE, CLIENT + 16, row.top() + 48, "start", Drawing.RED,
				CODE.fit("error: " + row.codes().getFirst(), ROOM));
	}

	private void legend() {
		this.y += 4;
		this.drawing.box(MARGIN, this.y - 9, 22, 11, 0, SHADE, "#8090a8", 1);
		this.drawing.text(DETAIL, MARGIN + 30, this.y, "start", Drawing.FAINT,
				"encrypted; times are milliseconds since the connection was there");
		this.y += 8;
	}

	private void findings() {
		List<Finding> findings = this.scene.findings();
		for (Finding finding : findings.subList(0, Math.min(MOST_FINDINGS, findings.size()))) {
			this.y += 22;
			String head = finding.severity().label() + ": " + finding.code().slug();
			this.drawing.text(CODE, MARGIN, this.y, "start", colourOfLine(head), CODE.fit(head, WIDTH - 2 * MARGIN));
			for (String line : SIZE.wrap(finding.cause() + ". " + finding.fix() + ".", WIDTH - 2 * MARGIN, 4)) {
				this.y += SIZE.lineHeight();
				this.drawing.text(SIZE, MARGIN, this.y, "start", Drawing.INK, line);
			}
		}
		if (findings.size() > MOST_FINDINGS) {
			this.y += 22;
			this.drawing.text(SIZE, MARGIN, this.y, "start", Drawing.INK,
					"and " + (findings.size() - MOST_FINDINGS) + " more findings");
		}
	}

	// For who can't see it: the same story in one sentence after another.
	private String description() {
		StringBuilder words = new StringBuilder("A sequence diagram with a client and a server. ");
		this.scene.steps().stream().limit(FIRST_SHOWN).forEach((step) -> {
			words.append(step.number()).append(". ");
			words.append(step.kind().equals("message")
					? (step.from().equals("client") ? "Client to server: " : "Server to client: ") : "");
			words.append(step.message()).append(step.encrypted() ? ", encrypted. " : ". ");
		});
		this.scene.findings()
			.stream()
			.limit(MOST_FINDINGS)
			.forEach((finding) -> words.append(finding.severity().label())
				.append(": ")
				.append(finding.code().slug())
				.append(". "));
		return words.toString().strip();
	}

	private static String detail(Step step, List<String> wanted) {
		Map<String, Object> fields = step.fields();
		return wanted.stream()
			.map(fields::get)
			.filter(Objects::nonNull)
			.map((value) -> (value instanceof List<?> list)
					? list.stream().map(String::valueOf).collect(Collectors.joining(", ")) : String.valueOf(value))
			.filter((text) -> !text.isEmpty())
			.collect(Collectors.joining("; "));
	}

	private static List<String> phaseLines(String phase) {
		return PHASE.wrap(phase.replace('-', ' '), PHASE_ROOM - MARGIN, 3);
	}

	private static String colourOf(String verdict) {
		return switch (verdict) {
			case "passed" -> Drawing.GREEN;
			case "failed" -> Drawing.RED;
			default -> Drawing.AMBER;
		};
	}

	private static String colourOfLine(String line) {
		return line.startsWith("error") ? Drawing.RED : line.startsWith("warning") ? Drawing.AMBER : Drawing.INK;
	}

	/**
	 * What is drawn.
	 */
	private record Scene(String id, String title, String verdict, List<String> facts, String address, List<Step> steps,
			List<Finding> findings) {
	}

	/**
	 * A step with its place.
	 *
	 * @param step null where steps are left out, or where nothing was connected
	 * @param phase where it begins here; empty within one
	 */
	private record Row(@Nullable Step step, String phase, List<String> details, List<String> codes, boolean encrypted,
			boolean failed, double top, double height) {
	}

}
