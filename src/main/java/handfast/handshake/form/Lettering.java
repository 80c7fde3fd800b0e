package handfast.handshake.form;

import java.util.ArrayList;
import java.util.List;

/**
 * How wide text gets, at most. Which font a reader has is not known, so the widths are
 * those of the widest of the common sans-serif ones: what is measured here never touches
 * its neighbour elsewhere.
 *
 * @param size of the font, in pixels
 */
record Lettering(double size, boolean bold) {

	private static final String NARROW = "iljIft.,:;!|'()[]/\\ -";

	private static final String WIDE = "mwMW@%";

	double width(String text) {
		return text.codePoints().mapToDouble(this::em).sum() * this.size;
	}

	double lineHeight() {
		return Math.ceil(this.size * 1.3);
	}

	/**
	 * The text, or as much of it as there is room for and an ellipsis.
	 */
	String fit(String text, double room) {
		String plain = Markup.plain(text);
		return (width(plain) <= room) ? plain : start(plain, room - width("…")).stripTrailing() + "…";
	}

	/**
	 * The text in lines, broken between words, and within a word that is longer than a
	 * line; what is over the last line gives way to an ellipsis.
	 */
	List<String> wrap(String text, double room, int mostLines) {
		List<String> lines = new ArrayList<>();
		String line = "";
		for (String word : words(Markup.plain(text), room)) {
			String longer = line.isEmpty() ? word : line + " " + word;
			// The last line takes the rest, and is cut below.
			if (line.isEmpty() || width(longer) <= room || lines.size() == mostLines - 1) {
				line = longer;
			}
			else {
				lines.add(line);
				line = word;
			}
		}
		lines.add(fit(line, room));
		return lines;
	}

	private List<String> words(String text, double room) {
		List<String> words = new ArrayList<>();
		for (String word : text.strip().split(" +")) {
			String rest = word;
			while (width(rest) > room) {
				String start = start(rest, room);
				words.add(start);
				rest = rest.substring(start.length());
			}
			words.add(rest);
		}
		return words;
	}

	private String start(String text, double room) {
		int[] points = text.codePoints().toArray();
		double left = room;
		int taken = 0;
		while (taken < points.length && em(points[taken]) * this.size <= left) {
			left -= em(points[taken++]) * this.size;
		}
		return new String(points, 0, taken);
	}

	private double em(int point) {
		double width = 1.15;
		if (point > 0x1f000) {
			width = 1.5;
		}
		else if (NARROW.indexOf(point) >= 0) {
			width = 0.5;
		}
		else if (WIDE.indexOf(point) >= 0) {
			width = 1.12;
		}
		else if (point >= 'A' && point <= 'Z') {
			width = 0.86;
		}
		else if (point < 0x7f) {
			width = (point >= 'a' && point <= 'z' || point >= '0' && point <= '9') ? 0.72 : 0.88;
		}
		return this.bold ? width : width * 0.92;
	}

}
