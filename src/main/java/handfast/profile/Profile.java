package handfast.profile;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonValue;
import handfast.x509.DistinguishedName;
import handfast.x509.DnsName;
import handfast.x509.KeyAlgorithm;
import handfast.x509.Name;

/**
 * What may be issued, read from YAML.
 *
 * @param version SHA-256 of the YAML, its first 12 hex digits
 * @param purposes {@code serverAuth}, {@code clientAuth}
 * @param nameTypes {@code dns}, {@code ip}, {@code email}, {@code uri}
 * @param freeSubject the CN need not be a name (clientAuth alone)
 * @param keyEncipherment set for RSA keys
 * @param keyRetention what becomes of a key made here
 * @param noRevAvail certificates say that their revocation is told nowhere, and name
 * neither CRL nor OCSP (RFC 9608): for lives of at most 7 days
 * @param autoRenew certificates whose key is held are renewed by themselves, unless the
 * request says otherwise
 * @param authority the series of CAs that sign it
 * @param reserved names that it alone may have, whatever the permit list says: of
 * certificates that Handfast makes for itself. No file can say so
 */
public record Profile(String name, String version, String description, Set<Purpose> purposes, Set<String> nameTypes,
		boolean freeSubject, Set<String> subjectAttributes, List<KeyAlgorithm> keyAlgorithms,
		KeyAlgorithm defaultKeyAlgorithm, Duration defaultValidity, Duration maximumValidity, boolean keyEncipherment,
		KeyRetention keyRetention, boolean noRevAvail, boolean autoRenew, String authority, Set<String> reserved) {

	/**
	 * The series of the CA that the first start makes.
	 */
	public static final String DEFAULT_AUTHORITY = "default";

	// RFC 5280, Appendix A: ub-common-name.
	private static final int LONGEST_COMMON_NAME = 64;

	/**
	 * The subject where none is asked for: the first DNS name that fits a CN, else empty.
	 */
	public DistinguishedName subjectFor(List<Name> names) {
		return names.stream()
			.filter((name) -> name instanceof DnsName && name.value().length() <= LONGEST_COMMON_NAME)
			.findFirst()
			.map((name) -> DistinguishedName.parse("CN=" + name.value()))
			.orElseGet(() -> DistinguishedName.parse(""));
	}

	/**
	 * An extended key usage.
	 */
	public enum Purpose {

		SERVER_AUTH("serverAuth", "1.3.6.1.5.5.7.3.1"), CLIENT_AUTH("clientAuth", "1.3.6.1.5.5.7.3.2");

		private final String label;

		private final String oid;

		Purpose(String label, String oid) {
			this.label = label;
			this.oid = oid;
		}

		/**
		 * Its object identifier, dotted.
		 */
		public String oid() {
			return this.oid;
		}

		/**
		 * As RFC 5280 names it.
		 */
		@JsonValue
		public String label() {
			return this.label;
		}

	}

	/**
	 * A key made here is held while its certificate can be used, erased with the first
	 * download, or never made.
	 */
	public enum KeyRetention {

		HELD, ONCE, NEVER

	}

}
