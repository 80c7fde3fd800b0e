package handfast.certificate;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How long the inventory holds certificates.
 *
 * @param keep after notAfter; null for ever. At least 30 days, so that whoever looks into
 * an outage still finds what ran out
 */
@ConfigurationProperties("handfast.inventory")
record InventoryProperties(@Nullable Duration keep) {

	private static final Duration SHORTEST = Duration.ofDays(30);

	InventoryProperties {
		if (keep != null && keep.compareTo(SHORTEST) < 0) {
			throw new IllegalArgumentException("handfast.inventory.keep is " + keep
					+ "; write a duration from P30D, or leave it out to keep all certificates.");
		}
	}

}
