package handfast.x509;

import java.lang.reflect.InvocationTargetException;
import java.security.Provider;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Amazon's Corretto provider where it is there and loads: it signs P-256 in a fifth of
 * Bouncy Castle's time and verifies in half. Never registered, so that no library of ours
 * changes what others in the process get.
 */
public final class CorrettoProvider {

	private static final Logger logger = LoggerFactory.getLogger(CorrettoProvider.class);

	private static final Optional<Provider> LOADED = load();

	private CorrettoProvider() {
	}

	/**
	 * Empty on a platform that it does not know.
	 */
	public static Optional<Provider> find() {
		return LOADED;
	}

	private static Optional<Provider> load() {
		try {
			Class<?> type = Class.forName("com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider");
			Provider provider = (Provider) type.getField("INSTANCE").get(null);
			type.getMethod("assertHealthy").invoke(provider);
			return Optional.of(provider);
		}
		catch (ClassNotFoundException ex) {
			return Optional.empty();
		}
		catch (ReflectiveOperationException | LinkageError ex) {
			Throwable cause = (ex instanceof InvocationTargetException && ex.getCause() != null) ? ex.getCause() : ex;
			logger.debug("The Corretto provider does not load here; Bouncy Castle does its work", cause);
			return Optional.empty();
		}
	}

}
