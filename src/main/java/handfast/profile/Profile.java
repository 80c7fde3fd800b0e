package handfast.profile;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import handfast.x509.KeyAlgorithm;

/**
 * What may be issued, read from YAML.
 *
 * @param version SHA-256 of the YAML, its first 12 hex digits
 * @param purposes {@code serverAuth}, {@code clientAuth}
 * @param nameTypes {@code dns}, {@code ip}, {@code email}, {@code uri}
 * @param freeSubject the CN need not be a name (clientAuth alone)
 * @param keyEncipherment set for RSA keys
 * @param keyRetention what becomes of a key made here
 */
public record Profile(String name, String version, String description, Set<Purpose> purposes, Set<String> nameTypes,
		boolean freeSubject, Set<String> subjectAttributes, List<KeyAlgorithm> keyAlgorithms,
		KeyAlgorithm defaultKeyAlgorithm, Duration defaultValidity, Duration maximumValidity, boolean keyEncipherment,
		KeyRetention keyRetention) {

	/**
	 * An extended key usage.
	 */
	public enum Purpose {

		SERVER_AUTH, CLIENT_AUTH

	}

	/**
	 * A key made here is held while its certificate can be used, erased with the first
	 * download, or never made.
	 */
	public enum KeyRetention {

		HELD, ONCE, NEVER

	}

}
