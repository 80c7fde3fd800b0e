package handfast.handshake.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

import org.bouncycastle.tls.CipherSuite;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a server takes out of many: offers all, strikes out what it chose, asks
 * again until it refuses. The order of its choices is its order of preference, where it
 * has one.
 *
 * @param found in the order of the answers
 * @param order {@code server} where the server's order decides, {@code client} where the
 * client's does; null where there is nothing to choose from
 */
record Elimination(List<Integer> found, @Nullable String order) {

	static final Elimination NOTHING = new Elimination(List.of(), null);

	/**
	 * @param candidates to offer
	 * @param question what the server chooses out of a list; what is not of the list for
	 * nothing
	 */
	static Elimination of(int[] candidates, ToIntFunction<int[]> question) {
		List<Integer> found = found(candidates, question);
		return new Elimination(found, order(found, question));
	}

	/**
	 * The same without asking whose order it is.
	 */
	static List<Integer> found(int[] candidates, ToIntFunction<int[]> question) {
		List<Integer> left = new ArrayList<>(Arrays.stream(candidates).boxed().toList());
		List<Integer> found = new ArrayList<>();
		while (!left.isEmpty()) {
			Integer chosen = question.applyAsInt(ints(left));
			if (!left.remove(chosen)) {
				break;
			}
			found.add(chosen);
		}
		return List.copyOf(found);
	}

	// The same list turned around: who still gets the same has to do with the
	// server's order.
	private static @Nullable String order(List<Integer> found, ToIntFunction<int[]> question) {
		if (found.size() < 2) {
			return null;
		}
		List<Integer> reversed = new ArrayList<>(found.reversed());
		// Some servers take ChaCha20 from a client that likes it best, whatever their
		// order.
		reversed.sort((a, b) -> Boolean.compare(isChaCha(a), isChaCha(b)));
		if (reversed.getFirst().equals(found.getFirst())) {
			return null;
		}
		return (question.applyAsInt(ints(reversed)) == found.getFirst()) ? "server" : "client";
	}

	private static boolean isChaCha(int code) {
		return code == CipherSuite.TLS_CHACHA20_POLY1305_SHA256 || code >= 0xcca8 && code <= 0xccae;
	}

	int[] codes() {
		return ints(this.found);
	}

	List<String> names(java.util.function.IntFunction<String> naming) {
		return this.found.stream().map((code) -> naming.apply(code)).toList();
	}

	private static int[] ints(List<Integer> codes) {
		return codes.stream().mapToInt(Integer::intValue).toArray();
	}

}
