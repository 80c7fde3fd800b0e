package handfast.operations;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/**
 * A command that hands over more than lines: what it writes reaches whoever asked while
 * it is being made.
 */
interface StreamingCommand {

	String name();

	/**
	 * Does it.
	 * @param arguments by name
	 * @return lines to be told when all was written
	 * @throws handfast.problem.Problem with what to write instead; what was written is to
	 * be thrown away then
	 */
	List<String> run(Map<String, String> arguments, OutputStream out) throws IOException;

}
