package handfast.operations;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import handfast.problem.Problem;
import handfast.storage.Home;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.ObjectMapper;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Listens for the home's owner: a Unix socket, mode 0600, one JSON line in, one out, and
 * before that what a {@link StreamingCommand} writes.
 */
@Component
@ConditionalOnWebApplication
class ControlSocket implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ControlSocket.class);

	private final Home home;

	private final List<ControlCommand> commands;

	private final List<StreamingCommand> streaming;

	private final ObjectMapper json;

	// Short commands one after the other, beside a long one.
	private final Lock turn = new ReentrantLock();

	private @Nullable ServerSocketChannel channel;

	private @Nullable Path path;

	ControlSocket(Home home, List<ControlCommand> commands, List<StreamingCommand> streaming, ObjectMapper json) {
		this.home = home;
		this.commands = commands;
		this.streaming = streaming;
		this.json = json;
	}

	@EventListener(ApplicationReadyEvent.class)
	void open() throws IOException {
		Path socket = ControlAddress.choose(this.home.path());
		// The home is locked: what lies there is left over from a process that is gone.
		Files.deleteIfExists(socket);
		ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		server.bind(UnixDomainSocketAddress.of(socket));
		Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
		this.channel = server;
		this.path = socket;
		Thread.ofPlatform().daemon().name("control").start(() -> serve(server));
	}

	private void serve(ServerSocketChannel server) {
		while (server.isOpen()) {
			try {
				SocketChannel client = server.accept();
				Thread.ofPlatform().daemon().name("control-command").start(() -> answerAndClose(client));
			}
			catch (ClosedChannelException ex) {
				return;
			}
			catch (IOException ex) {
				logger.warn("The control socket: {}", ex.getMessage());
			}
		}
	}

	private void answerAndClose(SocketChannel client) {
		try (client) {
			answer(client);
		}
		catch (IOException ex) {
			logger.warn("The control socket: {}", ex.getMessage());
		}
	}

	private void answer(SocketChannel client) throws IOException {
		String line = new BufferedReader(new InputStreamReader(Channels.newInputStream(client), StandardCharsets.UTF_8))
			.readLine();
		if (line == null) {
			return;
		}
		ControlRequest request = this.json.readValue(line, ControlRequest.class);
		OutputStream out = new BufferedOutputStream(Channels.newOutputStream(client), 1 << 16);
		Optional<StreamingCommand> stream = this.streaming.stream()
			.filter((command) -> command.name().equals(request.command()))
			.findFirst();
		ControlReply reply = reply(() -> stream.isPresent() ? run(stream.get(), request, out) : run(request));
		out.write((this.json.writeValueAsString(reply) + "\n").getBytes(StandardCharsets.UTF_8));
		out.flush();
	}

	private static ControlReply reply(Callable<ControlReply> command) throws IOException {
		try {
			return command.call();
		}
		catch (Problem problem) {
			return new ControlReply(false, List.of(problem.detail()));
		}
		catch (IOException ex) {
			throw ex;
		}
		catch (Exception ex) {
			logger.error("A command over the control socket failed", ex);
			return new ControlReply(false, List.of("The service could not do it; its log says why."));
		}
	}

	private ControlReply run(StreamingCommand command, ControlRequest request, OutputStream out) throws IOException {
		try (OutputStream frames = ControlFrames.to(out)) {
			return new ControlReply(true, command.run(request.arguments(), frames));
		}
	}

	private ControlReply run(ControlRequest request) {
		this.turn.lock();
		try {
			return this.commands.stream()
				.filter((command) -> command.name().equals(request.command()))
				.findFirst()
				.map((command) -> new ControlReply(true, command.run(request.arguments())))
				.orElse(new ControlReply(false,
						List.of("The running service knows no command " + request.command() + ".")));
		}
		finally {
			this.turn.unlock();
		}
	}

	@Override
	public void close() {
		try {
			if (this.channel != null) {
				this.channel.close();
			}
			if (this.path != null) {
				Files.deleteIfExists(this.path);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
