package handfast.handshake;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How reports are kept.
 *
 * @param keep how long; the last proof of a certificate is kept until it has expired for
 * as long
 */
@ConfigurationProperties("handfast.reports")
record ReportProperties(@DefaultValue("P30D") Duration keep) {

	ReportProperties {
		if (keep.isNegative() || keep.isZero()) {
			throw new IllegalArgumentException("handfast.reports.keep must be longer than nothing: write P30D");
		}
	}

}
