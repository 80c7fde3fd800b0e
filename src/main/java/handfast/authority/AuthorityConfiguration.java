package handfast.authority;

import java.security.SecureRandom;

import handfast.x509.SerialNumber;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
@EnableConfigurationProperties({ IssuingProperties.class, CrlProperties.class, OcspProperties.class,
		AuthorityProperties.class })
class AuthorityConfiguration {

	@Bean
	@ConditionalOnMissingBean
	SerialSource serialSource(SecureRandom random) {
		return () -> SerialNumber.random(random);
	}

	// Tests bring one that stops the process.
	@Bean
	@ConditionalOnMissingBean
	Marks marks() {
		return (mark) -> {
		};
	}

}
