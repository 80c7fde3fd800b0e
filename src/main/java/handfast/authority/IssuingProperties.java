package handfast.authority;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of issuing.
 *
 * @param backdate how far notBefore lies back, for clocks that are behind; at most a day
 */
@ConfigurationProperties("handfast.issuing")
record IssuingProperties(@DefaultValue("PT5M") Duration backdate) {

	IssuingProperties {
		if (backdate.isNegative() || backdate.compareTo(Duration.ofDays(1)) > 0) {
			throw new IllegalArgumentException(
					"handfast.issuing.backdate is " + backdate + "; write a duration from PT0S to P1D.");
		}
	}

}
