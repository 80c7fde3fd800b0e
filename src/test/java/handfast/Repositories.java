package handfast;

import java.util.Map;
import java.util.Objects;

import javax.sql.DataSource;

import jakarta.persistence.EntityManagerFactory;

import org.springframework.boot.hibernate.SpringImplicitNamingStrategy;
import org.springframework.data.jpa.repository.support.JpaRepositoryFactory;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Spring Data repositories of one package over a database, without a context. Making them
 * compares each entity with its table.
 */
public final class Repositories {

	private final EntityManagerFactory factory;

	private final TransactionTemplate transaction;

	private Repositories(LocalContainerEntityManagerFactoryBean bean) {
		this.factory = Objects.requireNonNull(bean.getObject());
		JpaTransactionManager manager = new JpaTransactionManager(this.factory);
		manager.setDataSource(bean.getDataSource());
		manager.setJpaDialect(Objects.requireNonNull(bean.getJpaDialect()));
		manager.afterPropertiesSet();
		this.transaction = new TransactionTemplate(manager);
	}

	public static Repositories over(DataSource source, String packageName) {
		LocalContainerEntityManagerFactoryBean bean = new LocalContainerEntityManagerFactoryBean();
		bean.setDataSource(source);
		bean.setPackagesToScan(packageName);
		bean.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
		// As Spring Boot and application.yaml have it.
		bean.setJpaPropertyMap(Map.of("hibernate.hbm2ddl.auto", "validate", "hibernate.physical_naming_strategy",
				"org.hibernate.boot.model.naming.PhysicalNamingStrategySnakeCaseImpl",
				"hibernate.implicit_naming_strategy", SpringImplicitNamingStrategy.class.getName(),
				"hibernate.jdbc.time_zone", "UTC"));
		bean.afterPropertiesSet();
		return new Repositories(bean);
	}

	public <T> T get(Class<T> type) {
		return new JpaRepositoryFactory(SharedEntityManagerCreator.createSharedEntityManager(this.factory))
			.getRepository(type);
	}

	public TransactionTemplate transaction() {
		return this.transaction;
	}

}
