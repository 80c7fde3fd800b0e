package handfast.key;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of key making.
 *
 * @param readyRsa how many RSA keys of 2048 and of 3072 bits are kept ready, and half as
 * many of 4096; 0 keeps none, at most 100
 */
@ConfigurationProperties("handfast.keys")
record KeySettings(@DefaultValue("2") int readyRsa) {

	KeySettings {
		if (readyRsa < 0 || readyRsa > 100) {
			throw new IllegalArgumentException(
					"handfast.keys.ready-rsa is " + readyRsa + "; write a number from 0 to 100.");
		}
	}

}
