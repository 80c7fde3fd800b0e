package handfast.client;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What the commands have in common.
 */
abstract class ClientCommand implements Callable<Integer> {

	private final Surroundings surroundings;

	private @Nullable Service service;

	@Spec
	private @Nullable CommandSpec spec;

	@Option(names = "--json", description = "Prints JSON")
	private boolean json;

	ClientCommand(Surroundings surroundings) {
		this.surroundings = surroundings;
	}

	/**
	 * Does what the command is for.
	 * @return its exit code
	 * @throws ClientFailure where it can't
	 */
	abstract int run();

	@Override
	public final Integer call() {
		try {
			return run();
		}
		finally {
			if (this.service != null) {
				this.service.close();
			}
		}
	}

	Surroundings surroundings() {
		return this.surroundings;
	}

	Terminal terminal() {
		return this.surroundings.terminal();
	}

	/**
	 * The service that was logged in to.
	 */
	Service service() {
		return service(Login.read(this.surroundings.folder()));
	}

	Service service(Login login) {
		this.service = new Service(login, progress());
		return this.service;
	}

	Progress progress() {
		return new Progress(err(), terminal().isPresent());
	}

	boolean wantsJson() {
		return this.json;
	}

	PrintWriter out() {
		return spec().commandLine().getOut();
	}

	PrintWriter err() {
		return spec().commandLine().getErr();
	}

	void print(JsonNode node) {
		out().println(node.toPrettyString());
		out().flush();
	}

	/**
	 * Tells what was handed over.
	 */
	int tell(Handover handover) {
		if (this.json) {
			print(handover.json());
		}
		else {
			handover.tell(out());
			out().flush();
		}
		return ExitCode.DONE;
	}

	CommandSpec spec() {
		return Objects.requireNonNull(this.spec);
	}

}
