package handfast.access;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What one caller may take of the service.
 *
 * @param requestsPerSecond of one token
 * @param failuresPerMinute calls without a valid token from one address
 * @param refusalsPerMinute audit lines about refusals of one address without a token
 * @param body the longest that is read
 */
@Validated
@ConfigurationProperties("handfast.limits")
record LimitProperties(@DefaultValue("20000") @Min(1) long requestsPerSecond,
		@DefaultValue("120") @Min(1) long failuresPerMinute, @DefaultValue("600") @Min(1) long refusalsPerMinute,
		@DefaultValue("1MB") DataSize body) {
}
