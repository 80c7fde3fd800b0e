package handfast.operations;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import handfast.storage.AtomicFiles;
import handfast.storage.HandfastProperties;
import handfast.storage.Home;
import handfast.storage.HomeIdentity;
import handfast.storage.StartRefused;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Looks at settings, ports and home before anything is made, and gives Spring the values
 * that follow from them: the port of the HTTPS door and the URL of the embedded database.
 */
public class Preflight implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	/**
	 * The doors' ports after 0 was replaced by a free one.
	 */
	static final String HTTP_PORT = "handfast.door.http-port";

	private static final String URL = "spring.datasource.url";

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		ConfigurableEnvironment environment = context.getEnvironment();
		refuseSpringsDoors(environment);
		KnownSettings.require(environment);
		HandfastProperties properties = Binder.get(environment).bindOrCreate("handfast", HandfastProperties.class);
		requireUrl(properties.publicUrl());
		requireDatabase(environment.getProperty(URL));
		Map<String, Object> values = new LinkedHashMap<>();
		if (context instanceof WebServerApplicationContext) {
			addPorts(properties, values, context);
		}
		Home home = Home.open(properties.home());
		requireDatabaseOf(home, environment, context);
		deleteLeftOver(properties.keyFile());
		HomeIdentity.readOrMake(home);
		context.getBeanFactory().registerSingleton("home", home);
		// The home is ours until nothing of the context runs.
		closeWith(context, "home", home::close);
		if (environment.getProperty(URL) == null) {
			addDatabase(home, values);
		}
		environment.getPropertySources().addFirst(new MapPropertySource("handfast", values));
	}

	private static void refuseSpringsDoors(ConfigurableEnvironment environment) {
		if (environment.getProperty("server.port") != null) {
			throw new StartRefused("server.port is not Handfast's setting; write handfast.https-port for the HTTPS"
					+ " door and handfast.http-port for the plain one.");
		}
		if (Binder.get(environment).bind("server.ssl", Map.class).isBound()) {
			throw new StartRefused("server.ssl.* is not Handfast's to read: it certifies itself; write"
					+ " handfast.host-names for the names in its certificate.");
		}
	}

	private static void requireUrl(@Nullable URI url) {
		if (url != null && PublicUrl.parse(url.toString()).isEmpty()) {
			throw new StartRefused(
					"handfast.public-url = " + url + " is not what certificates can name; write " + PublicUrl.FORM);
		}
	}

	private static void deleteLeftOver(@Nullable Path keyFile) {
		try {
			if (keyFile != null) {
				AtomicFiles.deleteLeftOverOf(keyFile);
			}
		}
		catch (IOException ex) {
			// Who can't read the folder can't read the key either, and is told so then.
		}
	}

	private static void addPorts(HandfastProperties properties, Map<String, Object> values,
			ConfigurableApplicationContext context) {
		InetAddress address = address(properties.bindAddress());
		ReservedPort https = ReservedPort.of("handfast.https-port", address, properties.httpsPort());
		if (https.port() == properties.httpPort()) {
			throw new StartRefused(
					"handfast.http-port = " + https.port() + " is the HTTPS door's port as well; write another one.");
		}
		ReservedPort http = ReservedPort.of("handfast.http-port", address, properties.httpPort());
		values.put("server.address", properties.bindAddress());
		values.put("server.port", https.port());
		values.put("server.ssl.bundle", HttpsDoor.BUNDLE);
		values.put(HTTP_PORT, http.port());
		closeWith(context, "httpsPort", https::close);
		closeWith(context, "httpPort", http::close);
	}

	static InetAddress address(String text) {
		try {
			return InetAddress.getByName(text);
		}
		catch (IOException ex) {
			throw new StartRefused("handfast.bind-address = " + text
					+ " is not an address of this machine; write 127.0.0.1, or 0.0.0.0 for all.");
		}
	}

	// First made, last closed.
	private static void closeWith(ConfigurableApplicationContext context, String name, DisposableBean close) {
		if (context.getBeanFactory() instanceof DefaultListableBeanFactory beans) {
			beans.registerDisposableBean(name, close);
		}
	}

	static void requireDatabase(@Nullable String url) {
		if (url == null) {
			return;
		}
		if (url.startsWith("jdbc:h2:") && !url.toUpperCase(Locale.ROOT).contains("WRITE_DELAY=0")) {
			throw new StartRefused("spring.datasource.url = " + url
					+ " lets H2 lose what was answered for; add ;WRITE_DELAY=0 to it.");
		}
		if (!url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:postgresql:")) {
			throw new StartRefused("spring.datasource.url = " + url
					+ " is a database that Handfast does not know; write jdbc:postgresql://HOST/DATABASE, or leave it"
					+ " out for the embedded one.");
		}
	}

	// A command knows of settings only what the environment says. Where the service has
	// its
	// database elsewhere, an empty one made here would be taken for it.
	private static void requireDatabaseOf(Home home, ConfigurableEnvironment environment,
			ConfigurableApplicationContext context) {
		if (!(context instanceof WebServerApplicationContext) && environment.getProperty(URL) == null
				&& !Files.exists(home.resolve("handfast.mv.db"))) {
			home.close();
			throw new StartRefused("the database of the home " + home.path() + " is not in it; name it by the"
					+ " environment variable SPRING_DATASOURCE_URL as the service has it, and SPRING_DATASOURCE_USERNAME"
					+ " and SPRING_DATASOURCE_PASSWORD beside it, or start the service and try again.");
		}
	}

	private static void addDatabase(Home home, Map<String, Object> values) {
		values.put(URL, EmbeddedDatabase.url(home));
		values.put("spring.datasource.username", EmbeddedDatabase.USER);
		values.put("spring.datasource.password", "");
	}

}
