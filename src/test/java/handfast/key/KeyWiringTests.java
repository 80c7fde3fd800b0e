package handfast.key;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;

import javax.sql.DataSource;

import handfast.storage.HandfastProperties;
import handfast.storage.Home;
import handfast.x509.TimeOrderedIds;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

class KeyWiringTests {

	@TempDir
	Path home;

	@Test
	void offersItsServicesAndMakesNoKeyByItself() {
		context().run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(KeyEncryptionKeys.class).sealed()).isTrue();
			for (Class<?> service : List.of(SubjectKeys.class, CsrGate.class, Csrs.class, Wrapping.class,
					CryptoProviders.class)) {
				assertThat(context).hasSingleBean(service);
			}
		});
	}

	@Test
	void refusesASettingOutOfRange() {
		context().withPropertyValues("handfast.keys.ready-rsa=-1")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("write a number from 0 to 100"));
	}

	private ApplicationContextRunner context() {
		JdbcDataSource h2 = new JdbcDataSource();
		h2.setURL("jdbc:h2:mem:wiring" + System.nanoTime());
		return new ApplicationContextRunner().withUserConfiguration(Module.class)
			.withBean(DataSource.class, () -> h2)
			.withBean(JdbcClient.class, () -> JdbcClient.create(h2))
			.withBean(PlatformTransactionManager.class, () -> new DataSourceTransactionManager(h2))
			.withBean(Home.class, () -> Home.of(this.home))
			.withBean(HandfastProperties.class,
					() -> new HandfastProperties(this.home, null, "127.0.0.1", 0, 0, List.of(), null,
							DataSize.ofMegabytes(1)))
			.withBean(Clock.class, Clock::systemUTC)
			.withBean(SecureRandom.class, SecureRandom::new)
			.withBean(TimeOrderedIds.class, () -> new TimeOrderedIds(Clock.systemUTC(), new SecureRandom()));
	}

	@ComponentScan(basePackageClasses = CsrGate.class)
	static class Module {

	}

}
