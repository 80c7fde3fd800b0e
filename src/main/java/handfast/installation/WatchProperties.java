package handfast.installation;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How installations are watched.
 *
 * @param lookEvery how often each is looked at, more or less: the looks are spread
 */
@ConfigurationProperties("handfast.installations")
record WatchProperties(@DefaultValue("PT1H") Duration lookEvery) {

	private static final Duration SHORTEST = Duration.ofSeconds(5);

	private static final Duration LONGEST = Duration.ofDays(7);

	WatchProperties {
		if (lookEvery.compareTo(SHORTEST) < 0 || lookEvery.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException(
					"handfast.installations.look-every must be between PT5S and P7D: write PT1H");
		}
	}

}
