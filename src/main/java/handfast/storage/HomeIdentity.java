package handfast.storage;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;

import handfast.x509.TimeOrderedIds;

/**
 * What a home knows of itself.
 *
 * @param epoch of the installation that it belongs to: a home of before a restore does
 * not belong to what was restored
 * @param complete whether the first start has come to its end
 */
public record HomeIdentity(UUID installation, UUID node, long epoch, boolean complete) {

	/**
	 * Of an installation that was never restored.
	 */
	public static final long FIRST_EPOCH = 1;

	/**
	 * What the home says; empty for a new one.
	 */
	public static Optional<HomeIdentity> read(Home home) {
		Path file = home.resolve(Home.IDENTITY);
		if (!Files.exists(file)) {
			return Optional.empty();
		}
		try {
			Properties properties = new Properties();
			properties.load(new StringReader(Files.readString(file)));
			return Optional.of(new HomeIdentity(UUID.fromString(properties.getProperty("installation", "")),
					UUID.fromString(properties.getProperty("node", "")),
					Long.parseLong(properties.getProperty("epoch", "")),
					"complete".equals(properties.getProperty("first-start"))));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (IllegalArgumentException ex) {
			throw new StartRefused("The file " + file + " can't be read; restore it from a backup of this home.");
		}
	}

	/**
	 * What the home says; for a new one a new identity, written before anything else is
	 * made there, so that a start which is cut off leaves a home that is known again.
	 */
	public static HomeIdentity readOrMake(Home home) {
		return read(home).orElseGet(() -> {
			TimeOrderedIds ids = new TimeOrderedIds(Clock.systemUTC(), new SecureRandom());
			HomeIdentity identity = new HomeIdentity(ids.next(), ids.next(), FIRST_EPOCH, false);
			identity.write(home);
			return identity;
		});
	}

	public void write(Home home) {
		String text = """
				# Which installation and node this home belongs to. Handfast writes it.
				installation=%s
				node=%s
				epoch=%d
				first-start=%s
				""".formatted(this.installation, this.node, this.epoch, this.complete ? "complete" : "begun");
		AtomicFiles.writePrivate(home.resolve(Home.IDENTITY), text.getBytes(StandardCharsets.UTF_8));
	}

	public HomeIdentity completed() {
		return new HomeIdentity(this.installation, this.node, this.epoch, true);
	}

}
