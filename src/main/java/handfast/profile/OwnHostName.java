package handfast.profile;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import handfast.x509.DnsName;
import handfast.x509.MalformedException;

/**
 * The name of this machine, if it can be certified.
 */
final class OwnHostName {

	private OwnHostName() {
	}

	static Optional<String> find() {
		return kernel().or(OwnHostName::resolver).map(String::strip).flatMap(OwnHostName::certifiable);
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

	private static Optional<String> certifiable(String text) {
		try {
			return Optional.of(DnsName.parse(text).value());
		}
		catch (MalformedException ex) {
			return Optional.empty();
		}
	}

}
