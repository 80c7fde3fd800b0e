package handfast.authority;

import java.time.Duration;

import handfast.access.DurationForm;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of CAs.
 *
 * @param rootLifetime of a root that is made from now on
 * @param issuingLifetime of an issuing CA where its maker does not say another
 * @param publishedFor how long the certificate of the next issuing CA can be fetched
 * before it issues
 */
@ConfigurationProperties("handfast.authorities")
record AuthorityProperties(@DefaultValue("P7305D") Duration rootLifetime,
		@DefaultValue("P1826D") Duration issuingLifetime, @DefaultValue("P7D") Duration publishedFor) {

	static final Duration SHORTEST = Duration.ofDays(1);

	static final Duration LONGEST = Duration.ofDays(14610);

	AuthorityProperties {
		requireWithin("root-lifetime", rootLifetime, SHORTEST);
		requireWithin("issuing-lifetime", issuingLifetime, SHORTEST);
		requireWithin("published-for", publishedFor, Duration.ZERO);
		if (issuingLifetime.compareTo(rootLifetime) > 0) {
			throw new IllegalArgumentException("handfast.authorities.issuing-lifetime is "
					+ DurationForm.format(issuingLifetime) + ", longer than the root's "
					+ DurationForm.format(rootLifetime) + "; write that at most.");
		}
	}

	private static void requireWithin(String name, Duration value, Duration shortest) {
		if (value.compareTo(shortest) < 0 || value.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException("handfast.authorities." + name + " is " + value
					+ "; write a duration from P" + shortest.toDays() + "D to P" + LONGEST.toDays() + "D.");
		}
	}

}
