package handfast.key;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(KeySettings.class)
class KeyConfiguration {

	@Bean(destroyMethod = "close")
	RsaPool rsaPool(KeyPairs pairs) {
		return new RsaPool(pairs::make, Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
	}

	@Bean
	ReadyKeys readyKeys(SubjectKeyRows rows, PlatformTransactionManager transactions, KeySettings settings) {
		TransactionTemplate ownTransaction = new TransactionTemplate(transactions);
		ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		return new ReadyKeys(rows, ownTransaction, settings);
	}

}
