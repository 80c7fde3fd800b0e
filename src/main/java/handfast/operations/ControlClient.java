package handfast.operations;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
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
		return run(home, request, OutputStream.nullOutputStream());
	}

	/**
	 * Runs a command.
	 * @param content takes what a {@link StreamingCommand} writes; whole where the reply
	 * says that it is done
	 */
	ControlReply run(Path home, ControlRequest request, OutputStream content) {
		Path path = home.toAbsolutePath().normalize();
		if (!Files.isDirectory(path)) {
			return new ControlReply(false, List.of("There is no home at " + path
					+ ": name it by --home or HANDFAST_HOME, or start the service once."));
		}
		try {
			Optional<Path> socket = ControlAddress.find(path);
			if (socket.isPresent()) {
				return ask(socket.get(), request, content);
			}
		}
		catch (ConnectException ex) {
			// Left over from a service that was killed: none runs.
		}
		catch (IOException ex) {
			return new ControlReply(false, List.of("The control socket of " + path + " can't be used ("
					+ ex.getMessage() + "): run this as the owner of the home."));
		}
		return runHere(path, request, content);
	}

	private ControlReply ask(Path socket, ControlRequest request, OutputStream content) throws IOException {
		try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			channel.connect(UnixDomainSocketAddress.of(socket));
			channel
				.write(ByteBuffer.wrap((json().writeValueAsString(request) + "\n").getBytes(StandardCharsets.UTF_8)));
			PushbackInputStream in = new PushbackInputStream(
					new BufferedInputStream(Channels.newInputStream(channel), 1 << 16));
			int first = in.read();
			if (first < 0) {
				return new ControlReply(false, List.of("The service closed the connection; its log says why."));
			}
			in.unread(first);
			// Where no content comes, as for most commands, there is the reply alone.
			if (first != '{') {
				copy(in, content);
			}
			return json().readValue(new String(in.readAllBytes(), StandardCharsets.UTF_8), ControlReply.class);
		}
	}

	private static void copy(InputStream in, OutputStream content) throws IOException {
		try {
			ControlFrames.copy(new DataInputStream(in), content);
		}
		catch (EOFException ex) {
			throw new IOException("the service ended before all was said", ex);
		}
	}

	private ControlReply runHere(Path home, ControlRequest request, OutputStream content) {
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
			Optional<Installations.Row> row = context.getBean(Installations.class).find();
			Optional<UUID> owner = row.map(Installations.Row::id);
			if (!owner.equals(Optional.of(identity.get().installation()))) {
				return new ControlReply(false,
						List.of("The database " + context.getEnvironment().getProperty("spring.datasource.url") + " "
								+ owner.map((id) -> "belongs to installation " + id).orElse("is empty")
								+ " and the home " + home + " to " + identity.get().installation()
								+ ": name the database of this home by the environment variable"
								+ " SPRING_DATASOURCE_URL."));
			}
			if (row.orElseThrow().epoch() != identity.get().epoch()) {
				return new ControlReply(false, List.of(FirstStart.ofAnotherEpoch(home)));
			}
			return run(context, request, content);
		}
		catch (IOException ex) {
			return new ControlReply(false, List.of("It could not be written: " + ex.getMessage()));
		}
		catch (Problem problem) {
			return new ControlReply(false, List.of(problem.detail()));
		}
		catch (StartRefused refused) {
			// The reporter has said it.
			return new ControlReply(false, List.of());
		}
	}

	private static ControlReply run(ConfigurableApplicationContext context, ControlRequest request,
			OutputStream content) throws IOException {
		for (StreamingCommand command : context.getBeansOfType(StreamingCommand.class).values()) {
			if (command.name().equals(request.command())) {
				return new ControlReply(true, command.run(request.arguments(), content));
			}
		}
		return context.getBeansOfType(ControlCommand.class)
			.values()
			.stream()
			.filter((command) -> command.name().equals(request.command()))
			.findFirst()
			.map((command) -> new ControlReply(true, command.run(request.arguments())))
			.orElseThrow();
	}

	// Made when it is needed: commands that speak to no service start without it.
	private static JsonMapper json() {
		return JsonMapper.builder().build();
	}

}
