package handfast;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The whole service on free ports with a home of its own, and a client that trusts its
 * root alone. {@link #shared()} is started once for all journeys.
 */
public final class RunningService implements AutoCloseable {

	private static RunningService shared;

	private final ConfigurableApplicationContext context;

	private final Path home;

	private final HttpClient client;

	private final JsonMapper json = JsonMapper.builder().build();

	private RunningService(ConfigurableApplicationContext context, Path home) {
		this.context = context;
		this.home = home;
		this.client = HttpClient.newBuilder()
			.sslContext(trusting(home.resolve("root.pem")))
			.connectTimeout(Duration.ofSeconds(10))
			.build();
	}

	public static synchronized RunningService shared() {
		if (shared == null) {
			try {
				Path home = Files.createTempDirectory("handfast-journey-").resolve("home");
				shared = start(home);
				Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}
		return shared;
	}

	/**
	 * Starts on free ports.
	 * @param arguments more settings, as on the command line
	 */
	public static RunningService start(Path home, String... arguments) {
		return start(Clock.systemUTC(), home, arguments);
	}

	/**
	 * The same at another time.
	 */
	public static RunningService start(Clock clock, Path home, String... arguments) {
		List<String> all = new ArrayList<>(List.of("--handfast.home=" + home, "--handfast.keys.ready-rsa=0",
				"--handfast.limits.failures-per-minute=6000", "--handfast.limits.refusals-per-minute=6000"));
		for (String port : List.of("--handfast.https-port=", "--handfast.http-port=")) {
			if (Arrays.stream(arguments).noneMatch((argument) -> argument.startsWith(port))) {
				all.add(port + "0");
			}
		}
		all.addAll(List.of(arguments));
		SpringApplication application = new SpringApplication(HandfastApplication.class);
		application.addInitializers((context) -> ((GenericApplicationContext) context).registerBean("clockOfTest",
				Clock.class, () -> clock, (definition) -> definition.setPrimary(true)));
		return new RunningService(application.run(all.toArray(String[]::new)), home);
	}

	public Path home() {
		return this.home;
	}

	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	public <T> java.util.Collection<T> beans(Class<T> type) {
		return this.context.getBeansOfType(type).values();
	}

	public int httpsPort() {
		return bean(handfast.access.Doors.class).httpsPort();
	}

	public int plainPort() {
		return bean(handfast.access.Doors.class).plainPort();
	}

	public String adminToken() {
		return read(this.home.resolve("admin-token")).trim();
	}

	public Answer get(String path, String... headers) {
		return send(request(path, headers).GET());
	}

	public Answer post(String path, String body, String... headers) {
		return send(request(path, headers).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body)));
	}

	public Answer put(String path, String body, String... headers) {
		return send(request(path, headers).header("Content-Type", "application/json")
			.PUT(HttpRequest.BodyPublishers.ofString(body)));
	}

	public Answer delete(String path, String... headers) {
		return send(request(path, headers).DELETE());
	}

	/**
	 * Asks at the door without TLS.
	 */
	public Answer plain(String path) {
		return send(HttpRequest.newBuilder(URI.create("http://localhost:" + plainPort() + path)).GET());
	}

	/**
	 * A request to the HTTPS door by the administrator, unless the headers say otherwise:
	 * an {@code Authorization} of the empty string leaves it out.
	 */
	public HttpRequest.Builder request(String path, String... headers) {
		HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create("https://localhost:" + httpsPort() + path))
			.timeout(Duration.ofSeconds(60));
		boolean own = false;
		for (int i = 0; i < headers.length; i += 2) {
			boolean authorization = headers[i].equals("Authorization");
			own |= authorization;
			if (!authorization || !headers[i + 1].isEmpty()) {
				builder.header(headers[i], headers[i + 1]);
			}
		}
		return own ? builder : builder.header("Authorization", "Bearer " + adminToken());
	}

	public Answer send(HttpRequest.Builder request) {
		try {
			HttpResponse<byte[]> response = this.client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
			return new Answer(response);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.client.close();
		this.context.close();
	}

	private static SSLContext trusting(Path root) {
		try {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(null, null);
			store.setCertificateEntry("root", CertificateFactory.getInstance("X.509")
				.generateCertificate(new ByteArrayInputStream(Files.readAllBytes(root))));
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(store);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, trust.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * What the service answered.
	 */
	public final class Answer {

		private final HttpResponse<byte[]> response;

		Answer(HttpResponse<byte[]> response) {
			this.response = response;
		}

		public int status() {
			return this.response.statusCode();
		}

		public byte[] bytes() {
			return this.response.body();
		}

		public String text() {
			return new String(this.response.body(), java.nio.charset.StandardCharsets.UTF_8);
		}

		public String header(String name) {
			return this.response.headers().firstValue(name).orElse("");
		}

		public JsonNode json() {
			return RunningService.this.json.readTree(this.response.body());
		}

		@Override
		public String toString() {
			return status() + " " + text();
		}

	}

}
