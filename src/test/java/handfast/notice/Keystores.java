package handfast.notice;

import java.io.ByteArrayInputStream;
import java.security.KeyStore;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import handfast.RunningService;
import handfast.RunningService.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Servers' keystores as the service makes them.
 */
final class Keystores {

	private Keystores() {
	}

	/**
	 * For a server of that name, good for more than a year.
	 */
	static SSLContext context(RunningService service, String name) throws Exception {
		Answer made = service.post("/api/v1/certificates",
				"{\"names\": [\"%s\"], \"validity\": \"P390D\"}".formatted(name));
		assertThat(made.status()).as(made.toString()).isEqualTo(201);
		byte[] file = service
			.post("/api/v1/certificates/" + made.json().get("id").asString() + "/keystore",
					"{\"format\": \"PKCS12\", \"password\": \"changeit\"}")
			.bytes();
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(new ByteArrayInputStream(file), "changeit".toCharArray());
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(store, "changeit".toCharArray());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys.getKeyManagers(), null, null);
		return context;
	}

}
