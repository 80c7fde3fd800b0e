package handfast.client;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the commands of this package end with.
 */
final class ExitCode {

	static final int DONE = 0;

	static final int LOOK = 1;

	static final int REFUSED = 2;

	static final int NOT_UNDERSTOOD = 3;

	static final int UNREACHABLE = 4;

	static final int NOT_TRUSTED = 5;

	static final int FAULT = 6;

	private ExitCode() {
	}

	/**
	 * Code and meaning, as {@code --help} shows them.
	 */
	static Map<String, String> list() {
		Map<String, String> list = new LinkedHashMap<>();
		list.put("0", "done");
		list.put("1", "status: something needs a look");
		list.put("2", "the service refuses, and says why");
		list.put("3", "not understood, or a file's trouble");
		list.put("4", "the service was not reached, or can't do it now");
		list.put("5", "not logged in, or not the root or the token it should be");
		list.put("6", "a fault of this program");
		return list;
	}

}
