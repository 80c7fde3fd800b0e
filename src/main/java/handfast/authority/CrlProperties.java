package handfast.authority;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of CRLs.
 *
 * @param shardSize how many certificates a shard holds before the next is opened
 * @param issuingLifetime thisUpdate to nextUpdate of an issuing CA's CRL; at most 10 days
 * @param rootLifetime of the root's CRL; at most 365 days
 */
@ConfigurationProperties("handfast.crl")
public record CrlProperties(@DefaultValue("50000") int shardSize, @DefaultValue("P7D") Duration issuingLifetime,
		@DefaultValue("P90D") Duration rootLifetime) {

	public CrlProperties {
		if (shardSize < 1 || shardSize > 1_000_000) {
			throw new IllegalArgumentException(
					"handfast.crl.shard-size is " + shardSize + "; write a number from 1 to 1000000.");
		}
		// RFC 5280 leaves it open; the Baseline Requirements §7.2 do not.
		requireWithin("issuing-lifetime", issuingLifetime, Duration.ofDays(10));
		requireWithin("root-lifetime", rootLifetime, Duration.ofDays(365));
	}

	private static void requireWithin(String name, Duration value, Duration longest) {
		if (value.compareTo(Duration.ofHours(1)) < 0 || value.compareTo(longest) > 0) {
			throw new IllegalArgumentException("handfast.crl." + name + " is " + value
					+ "; write a duration from PT1H to P" + longest.toDays() + "D.");
		}
	}

}
