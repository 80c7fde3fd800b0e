package handfast.storage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What this machine calls itself.
 */
public final class HostName {

	private HostName() {
	}

	/**
	 * The name as the system has it; empty where it can't be found out within two
	 * seconds.
	 */
	public static Optional<String> find() {
		return kernel().or(HostName::resolver).map(String::strip).filter((name) -> !name.isEmpty());
	}

	private static Optional<String> kernel() {
		try {
			return Optional.of(Files.readString(Path.of("/proc/sys/kernel/hostname")));
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	// It may ask DNS, and DNS may not answer.
	private static Optional<String> resolver() {
		CompletableFuture<Optional<String>> name = new CompletableFuture<>();
		Thread.ofVirtual().start(() -> {
			try {
				name.complete(Optional.of(InetAddress.getLocalHost().getHostName()));
			}
			catch (UnknownHostException ex) {
				name.complete(Optional.empty());
			}
		});
		return name.completeOnTimeout(Optional.empty(), 2, TimeUnit.SECONDS).join();
	}

}
