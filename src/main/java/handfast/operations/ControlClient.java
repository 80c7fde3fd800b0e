package handfast.operations;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import handfast.problem.Problem;
import handfast.storage.HomeIdentity;
import handfast.storage.Installations;
import handfast.storage.StartRefused;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs a command in the service that runs on a home, or, where none does, on the home
 * itself.
 */
class ControlClient {

	private final Function<String[], ConfigurableApplicationContext> openHome;

	ControlClient(Function<String[], ConfigurableApplicationContext> openHome) {
		this.openHome = openHome;
	}

	ControlReply run(Path home, ControlRequest request) {
		Path path = home.toAbsolutePath().normalize();
		if (!Files.isDirectory(path)) {
			return new ControlReply(false, List.of("There is no home at " + path
					+ ": name it by --home or HANDFAST_HOME, or start the service once."));
		}
		try {
			Optional<Path> socket = ControlAddress.find(path);
			if (socket.isPresent()) {
				return ask(socket.get(), request);
			}
		}
		catch (ConnectException ex) {
			// Left over from a service that was killed: none runs.
		}
		catch (IOException ex) {
			return new ControlReply(false, List.of("The control socket of " + path + " can't be used ("
					+ ex.getMessage() + "): run this as the owner of the home."));
		}
		return runHere(path, request);
	}

	private ControlReply ask(Path socket, ControlRequest request) throws IOException {
		try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			channel.connect(UnixDomainSocketAddress.of(socket));
			channel
				.write(ByteBuffer.wrap((json().writeValueAsString(request) + "\n").getBytes(StandardCharsets.UTF_8)));
			String answer = new BufferedReader(
					new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))
				.readLine();
			if (answer == null) {
				return new ControlReply(false, List.of("The service closed the connection; its log says why."));
			}
			return json().readValue(answer, ControlReply.class);
		}
	}

	private ControlReply runHere(Path home, ControlRequest request) {
		if (!Files.exists(home.resolve("installation.properties"))) {
			return new ControlReply(false,
					List.of("The home " + home + " has never been started: start the service first."));
		}
		try (ConfigurableApplicationContext context = this.openHome
			.apply(new String[] { "--handfast.home=" + home, "--logging.level.root=error" })) {
			Optional<HomeIdentity> identity = HomeIdentity.read(context.getBean(handfast.storage.Home.class));
			if (identity.isEmpty() || !identity.get().complete()) {
				return new ControlReply(false, List
					.of("The first start of " + home + " was interrupted: start the service once, it finishes it."));
			}
			Optional<UUID> owner = context.getBean(Installations.class).find().map(Installations.Row::id);
			if (!owner.equals(Optional.of(identity.get().installation()))) {
				return new ControlReply(false,
						List.of("The database " + context.getEnvironment().getProperty("spring.datasource.url") + " "
								+ owner.map((id) -> "belongs to installation " + id).orElse("is empty")
								+ " and the home " + home + " to " + identity.get().installation()
								+ ": name the database of this home by the environment variable"
								+ " SPRING_DATASOURCE_URL."));
			}
			return context.getBeansOfType(ControlCommand.class)
				.values()
				.stream()
				.filter((command) -> command.name().equals(request.command()))
				.findFirst()
				.map((command) -> new ControlReply(true, command.run(request.arguments())))
				.orElseThrow();
		}
		catch (Problem problem) {
			return new ControlReply(false, List.of(problem.detail()));
		}
		catch (StartRefused refused) {
			// The reporter has said it.
			return new ControlReply(false, List.of());
		}
	}

	// Made when it is needed: commands that speak to no service start without it.
	private static JsonMapper json() {
		return JsonMapper.builder().build();
	}

}
