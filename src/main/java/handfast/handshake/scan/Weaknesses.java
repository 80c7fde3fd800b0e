package handfast.handshake.scan;

import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with a cipher suite, in a few words each.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc9325#section-4.1 RFC 9325 §4.1
 * @spec https://www.rfc-editor.org/rfc/rfc10015 RFC 10015
 */
final class Weaknesses {

	static final String NO_FORWARD_SECRECY = "no forward secrecy";

	private static final int FEW = 6;

	private Weaknesses() {
	}

	static List<String> of(SuiteTraits suite) {
		List<String> weaknesses = new ArrayList<>(broken(suite));
		if (suite.hasShortBlocks()) {
			weaknesses.add("blocks of 64 bits");
		}
		else if (suite.isCbc() && broken(suite).isEmpty()) {
			weaknesses.add("CBC");
		}
		if (!suite.isForwardSecret()) {
			weaknesses.add(NO_FORWARD_SECRECY);
		}
		else if (suite.isFiniteField()) {
			weaknesses.add("finite field DH");
		}
		return weaknesses;
	}

	/**
	 * Names for a sentence: the first few, and how many there are beside.
	 */
	static String few(List<String> names) {
		String first = String.join(", ", names.subList(0, Math.min(FEW, names.size())));
		return (names.size() > FEW) ? first + " and " + (names.size() - FEW) + " more" : first;
	}

	/**
	 * What protects nothing any more.
	 */
	static List<String> broken(SuiteTraits suite) {
		List<String> broken = new ArrayList<>();
		if (suite.hasNoEncryption()) {
			broken.add("no encryption");
		}
		if (suite.isAnonymous()) {
			broken.add("no authentication");
		}
		if (suite.isExport()) {
			broken.add("export strength");
		}
		if (suite.isRc4()) {
			broken.add("RC4");
		}
		if (suite.isSingleDes() && !suite.isExport()) {
			broken.add("single DES");
		}
		return broken;
	}

}
