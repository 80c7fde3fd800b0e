package handfast.access;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What one caller may take of the service.
 *
 * @param requestsPerSecond of one token
 * @param failuresPerMinute calls without a valid token from one address
 * @param refusalsPerMinute audit lines about refusals of one address without a token
 * @param body the longest that is read
 */
@ConfigurationProperties("handfast.limits")
record LimitProperties(@DefaultValue("20000") long requestsPerSecond, @DefaultValue("120") long failuresPerMinute,
		@DefaultValue("600") long refusalsPerMinute, @DefaultValue("1MB") DataSize body) {

	LimitProperties {
		requireSome("requests-per-second", requestsPerSecond);
		requireSome("failures-per-minute", failuresPerMinute);
		requireSome("refusals-per-minute", refusalsPerMinute);
		if (body.toBytes() < 1024 || body.toMegabytes() > 64) {
			throw new IllegalArgumentException("handfast.limits.body is " + body + "; write a size from 1KB to 64MB.");
		}
	}

	private static void requireSome(String name, long value) {
		if (value < 1) {
			throw new IllegalArgumentException(
					"handfast.limits." + name + " is " + value + "; write a number from 1 on.");
		}
	}

}
