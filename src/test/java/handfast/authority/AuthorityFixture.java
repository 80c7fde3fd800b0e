package handfast.authority;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import handfast.audit.AuditCopyAccess;
import handfast.access.Caller;
import handfast.access.Doors;
import handfast.key.KeyEncryptionKeys;
import handfast.key.SubjectKey;
import handfast.profile.Profile;
import handfast.profile.Wanted;
import handfast.storage.HomeIdentity;
import handfast.storage.Home;
import handfast.storage.Installations;
import handfast.x509.KeyAlgorithm;
import handfast.x509.Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

import org.slf4j.LoggerFactory;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The modules up to revocation over a real database, without web and without jobs that
 * run by themselves. Closing it without a word is a crash.
 */
public final class AuthorityFixture implements AutoCloseable {

	private static final Profile WEB_SERVER = new Profile("web-server", "000000000000", "",
			Set.of(Profile.Purpose.SERVER_AUTH), Set.of("dns", "ip"), false, Set.of("CN", "O"),
			List.of(KeyAlgorithm.values()), KeyAlgorithm.EC_P256, Duration.ofDays(90), Duration.ofDays(397), true,
			Profile.KeyRetention.HELD, false, false, Profile.DEFAULT_AUTHORITY, Set.of());

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private AuthorityFixture() {
	}

	/**
	 * Over H2 in a file of the home.
	 */
	public static AuthorityFixture onH2(Path home, Class<?>... more) {
		return on(home, "jdbc:h2:file:" + home.resolve("database") + ";WRITE_DELAY=0", more);
	}

	public static AuthorityFixture on(Path home, String url, Class<?>... more) {
		return on(home, Map.of("spring.datasource.url", url), more);
	}

	public static AuthorityFixture on(Path home, Map<String, Object> settings, Class<?>... more) {
		AuthorityFixture fixture = new AuthorityFixture();
		Map<String, Object> properties = new HashMap<>(
				Map.of("handfast.home", home.toString(), "spring.datasource.hikari.maximum-pool-size", "24"));
		properties.putAll(settings);
		AnnotationConfigApplicationContext context = fixture.context;
		context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
		context.getBeanFactory().setConversionService(new ApplicationConversionService());
		context.registerBean(Home.class, () -> Home.of(home));
		context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
		((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
		Arrays.stream(more).forEach(context::register);
		context.register(Slice.class);
		context.refresh();
		return fixture;
	}

	/**
	 * What the first start does before the CAs are made.
	 */
	public AuthorityFixture install() {
		KeyEncryptionKeys keys = get(KeyEncryptionKeys.class);
		keys.createMain();
		keys.createRoot();
		Installations installations = get(Installations.class);
		if (installations.find().isEmpty()) {
			installations.create(HomeIdentity.read(get(Home.class)).orElseThrow().installation(),
					"http://localhost:8080", keys.fingerprint());
		}
		return this;
	}

	public AuthorityFixture establish() {
		install();
		authorities().establish("host.test");
		return this;
	}

	public Authorities authorities() {
		return get(Authorities.class);
	}

	public <T> T get(Class<T> type) {
		return this.context.getBean(type);
	}

	public JdbcClient jdbc() {
		return get(JdbcClient.class);
	}

	/**
	 * An order for a key from a CSR.
	 */
	public Order order(String... names) {
		return order(Duration.ofDays(30), names);
	}

	public Order order(Duration validity, String... names) {
		Wanted wanted = new Wanted(WEB_SERVER.name(), Arrays.stream(names).map(Name::parse).toList(), null,
				KeyAlgorithm.EC_P256, validity);
		Caller caller = Caller.installation(get(Installations.class).id());
		return new Order(WEB_SERVER, wanted, key(), caller, Optional.empty(), Optional.empty());
	}

	public static SubjectKey key() {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
			generator.initialize(new ECGenParameterSpec("secp256r1"));
			KeyPair pair = generator.generateKeyPair();
			return new SubjectKey(UUID.randomUUID(), KeyAlgorithm.EC_P256,
					SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()), null);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@AutoConfigurationPackage(basePackages = "handfast")
	@Import(AuditCopyAccess.class)
	@ComponentScan(excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*Tests\\$.*"),
			value = { "handfast.storage", "handfast.audit", "handfast.access", "handfast.key", "handfast.profile",
					"handfast.certificate", "handfast.authority", "handfast.revocation", "handfast.validation",
					"handfast.egress", "handfast.problem" })
	static class Slice {

		@Bean
		@ConditionalOnMissingBean
		Doors doors() {
			return new Doors() {

				@Override
				public int plainPort() {
					return 8080;
				}

				@Override
				public int httpsPort() {
					return 8443;
				}

			};
		}

		@Bean
		NoJobs taskScheduler() {
			return new NoJobs();
		}

	}

}
