package handfast.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.validation.Code;
import handfast.validation.Violation;
import org.springframework.stereotype.Component;

/**
 * Cursors of lists: the position after which the next page starts, authenticated together
 * with the query it belongs to, so that no one can make one up or use it elsewhere.
 */
@Component
public class Cursors {

	private static final int MAC_LENGTH = 16;

	// A character that no position holds: they are ids, times and names.
	private static final String SEPARATOR = "\u001f";

	private final InstallationSecret secret;

	Cursors(InstallationSecret secret) {
		this.secret = secret;
	}

	/**
	 * The page to answer with.
	 * @param rows as read, up to {@link Paging#rows()}
	 * @param position of an item within the order of the list
	 */
	public <R, T> Page<T> page(Paging paging, List<R> rows, Function<R, List<String>> position, Function<R, T> view) {
		boolean more = rows.size() > paging.limit();
		List<R> shown = more ? rows.subList(0, paging.limit()) : rows;
		String next = more ? encode(paging.query(), position.apply(shown.getLast())) : null;
		return new Page<>(shown.stream().map(view).toList(), next);
	}

	public String encode(String query, List<String> position) {
		byte[] payload = String.join(SEPARATOR, position).getBytes(StandardCharsets.UTF_8);
		byte[] cursor = Arrays.copyOf(mac(query, payload), MAC_LENGTH + payload.length);
		System.arraycopy(payload, 0, cursor, MAC_LENGTH, payload.length);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor);
	}

	/**
	 * The position that {@link #encode} was given.
	 * @throws Problem {@code INVALID_REQUEST} where it was not made for this query
	 */
	public List<String> decode(String query, String cursor) {
		byte[] bytes = bytes(cursor);
		if (bytes.length > MAC_LENGTH) {
			byte[] payload = Arrays.copyOfRange(bytes, MAC_LENGTH, bytes.length);
			if (MessageDigest.isEqual(mac(query, payload), Arrays.copyOf(bytes, MAC_LENGTH))) {
				return List.of(new String(payload, StandardCharsets.UTF_8).split(SEPARATOR, -1));
			}
		}
		throw ProblemType.INVALID_REQUEST.because("Take the cursor from next of the page before, with the same query")
			.with("violations", List.of(new Violation("/cursor", Code.MALFORMED_VALUE,
					"The cursor was not made for this query; start without one")));
	}

	private static byte[] bytes(String cursor) {
		try {
			return Base64.getUrlDecoder().decode(cursor);
		}
		catch (IllegalArgumentException ex) {
			return new byte[0];
		}
	}

	private byte[] mac(String query, byte[] payload) {
		byte[] bound = (query + "\n").getBytes(StandardCharsets.UTF_8);
		byte[] message = Arrays.copyOf(bound, bound.length + payload.length);
		System.arraycopy(payload, 0, message, bound.length, payload.length);
		return Arrays.copyOf(this.secret.mac("cursor", message), MAC_LENGTH);
	}

}
