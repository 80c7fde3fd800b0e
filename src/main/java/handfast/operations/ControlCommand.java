package handfast.operations;

import java.util.List;
import java.util.Map;

/**
 * Something that the owner of the home asks of the service, over its control socket or,
 * with no service running, on the home itself.
 */
interface ControlCommand {

	String name();

	/**
	 * Does it.
	 * @param arguments by name
	 * @return lines for standard output
	 * @throws handfast.problem.Problem with what to write instead
	 */
	List<String> run(Map<String, String> arguments);

}
