package handfast.handshake;

import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The catalogue of texts that explain a handshake, {@code explanations.properties} beside
 * this class; another language is another file. A text holds places such as
 * {@code {suite}} that are filled from the content of the step.
 */
final class Explanations {

	private static final Pattern PLACE = Pattern.compile("\\{(\\w+)}");

	private final ResourceBundle texts = ResourceBundle.getBundle("handfast.handshake.explanations", Locale.ROOT);

	/**
	 * The text of a key, its places filled; with a question mark where a stranger left
	 * something out.
	 */
	String text(String key, Map<String, ?> values) {
		Matcher place = PLACE.matcher(this.texts.getString(key));
		return place.replaceAll((match) -> Matcher.quoteReplacement(String.valueOf(filling(values, match.group(1)))));
	}

	private static Object filling(Map<String, ?> values, String place) {
		Object value = values.get(place);
		return (value != null) ? value : "?";
	}

	boolean has(String key) {
		return this.texts.containsKey(key);
	}

}
