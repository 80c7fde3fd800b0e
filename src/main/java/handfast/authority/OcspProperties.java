package handfast.authority;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of OCSP.
 *
 * @param signerLifetime of the certificate that answers are signed with; from 2 to 30
 * days, made anew when half of it is left
 * @param answerLifetime thisUpdate to nextUpdate of an answer that is made ahead; from an
 * hour to 10 days, made anew when half of it is left
 * @param freshPerMinute answers signed for one address alone in a minute, such as those
 * with a nonce
 */
@ConfigurationProperties("handfast.ocsp")
public record OcspProperties(@DefaultValue("P14D") Duration signerLifetime,
		@DefaultValue("P3D") Duration answerLifetime, @DefaultValue("600") long freshPerMinute) {

	public OcspProperties {
		if (signerLifetime.compareTo(Duration.ofDays(2)) < 0 || signerLifetime.compareTo(Duration.ofDays(30)) > 0) {
			throw new IllegalArgumentException(
					"handfast.ocsp.signer-lifetime is " + signerLifetime + "; write a duration from P2D to P30D.");
		}
		if (answerLifetime.compareTo(Duration.ofHours(1)) < 0 || answerLifetime.compareTo(Duration.ofDays(10)) > 0) {
			throw new IllegalArgumentException(
					"handfast.ocsp.answer-lifetime is " + answerLifetime + "; write a duration from PT1H to P10D.");
		}
		if (freshPerMinute < 1) {
			throw new IllegalArgumentException(
					"handfast.ocsp.fresh-per-minute is " + freshPerMinute + "; write a number from 1 on.");
		}
	}

}
