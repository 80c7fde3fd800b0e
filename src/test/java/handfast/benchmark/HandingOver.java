package handfast.benchmark;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Certificates with a key that the service makes, each proven by handshakes; and PKCS #12
 * files of one, each made, read back and shaken hands with.
 */
final class HandingOver implements Benchmark.Part {

	@Override
	public void run(Path folder, Databases databases) throws Exception {
		System.out.printf("%nKeys made here, %d clients over HTTPS%n", Load.CLIENTS);
		for (String database : databases.names()) {
			try (MeasuredService service = MeasuredService.start(folder.resolve("keystores-" + database),
					databases.settings(database))) {
				say(database + ": issues with a generated key and its self-test", Load.measure((number) -> post(service,
						"/api/v1/certificates", "{\"names\": [\"shop.test\", \"www.shop.test\"]}", 201)));
				String id = id(service);
				say(database + ": PKCS #12, modern, each handshaken with",
						Load.measure((number) -> post(service, "/api/v1/certificates/" + id + "/keystore",
								"{\"format\": \"PKCS12\", \"password\": \"change-me-please\"}", 200)));
				say(database + ": PEM, each handshaken with", Load.measure((number) -> post(service,
						"/api/v1/certificates/" + id + "/keystore", "{\"format\": \"PEM\"}", 200)));
			}
		}
	}

	static String id(MeasuredService service) throws IOException {
		try (LeanClient client = service.client()) {
			return client.post("/api/v1/certificates", "{\"names\": [\"shop.test\"]}").member("id");
		}
	}

	static Load.Request post(MeasuredService service, String path, String body, int status) throws IOException {
		LeanClient client = service.client();
		return new Load.Request() {

			@Override
			public void send() throws IOException {
				LeanClient.Answer answer = client.post(path, body);
				if (answer.status() != status) {
					throw new IOException("The service answered " + answer.text());
				}
			}

			@Override
			public void close() throws IOException {
				client.close();
			}
		};
	}

	static void say(String name, Load.Figures figures) {
		System.out.printf("  %-58s %s   load %s%n", name, figures, Machine.load());
	}

}
