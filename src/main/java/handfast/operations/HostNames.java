package handfast.operations;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import handfast.access.Caller;
import handfast.profile.Profile;
import handfast.profile.Profiles;
import handfast.profile.Wanted;
import handfast.storage.HandfastProperties;
import handfast.validation.Violation;
import handfast.x509.MalformedException;
import handfast.x509.Name;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * The names that Handfast's own certificate is for. One that can't be certified is left
 * out with a warning.
 */
@Component
class HostNames {

	private static final Logger logger = LoggerFactory.getLogger(HostNames.class);

	private final HandfastProperties properties;

	private final Profiles profiles;

	HostNames(HandfastProperties properties, Profiles profiles) {
		this.properties = properties;
		this.profiles = profiles;
	}

	List<Name> certifiable(Profile profile, Caller caller) {
		List<Name> names = new ArrayList<>();
		for (String text : wanted()) {
			try {
				Name name = Name.parse(text);
				List<Violation> violations = this.profiles.violationsIn(profile,
						new Wanted(profile.name(), List.of(name), null, profile.defaultKeyAlgorithm(), null), caller);
				if (!violations.isEmpty()) {
					logger.warn("The host name {} is left out of the certificate: {}", text,
							violations.getFirst().message());
				}
				else if (!names.contains(name)) {
					names.add(name);
				}
			}
			catch (MalformedException ex) {
				logger.warn("The host name {} is left out of the certificate: {}", text, ex.getMessage());
			}
		}
		return names;
	}

	private List<String> wanted() {
		if (!this.properties.hostNames().isEmpty()) {
			return this.properties.hostNames();
		}
		return List.of("localhost", "127.0.0.1", "::1", local());
	}

	/**
	 * This machine's own name; {@code localhost} where it can't be found out within two
	 * seconds.
	 */
	static String local() {
		try {
			Path file = Path.of("/etc/hostname");
			if (Files.isReadable(file)) {
				String name = Files.readString(file).trim();
				if (!name.isEmpty()) {
					return name;
				}
			}
		}
		catch (IOException ex) {
			// Ask the resolver, then.
		}
		return resolved();
	}

	// InetAddress.getLocalHost may hang on DNS.
	private static String resolved() {
		FutureTask<String> task = new FutureTask<>(HostNames::askResolver);
		Thread.ofPlatform().daemon().name("host-name").start(task);
		try {
			return task.get(2, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return "localhost";
		}
		catch (ExecutionException | TimeoutException ex) {
			return "localhost";
		}
	}

	private static String askResolver() throws UnknownHostException {
		return InetAddress.getLocalHost().getHostName();
	}

}
