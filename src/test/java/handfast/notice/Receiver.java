package handfast.notice;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

/**
 * A web server that takes what is posted to it, or says that it does not.
 */
final class Receiver implements AutoCloseable {

	private final HttpServer server;

	private final List<Call> calls = new CopyOnWriteArrayList<>();

	private volatile int status = 204;

	private Receiver(HttpServer server) {
		this.server = server;
		server.createContext("/", (exchange) -> {
			byte[] body = exchange.getRequestBody().readAllBytes();
			this.calls.add(new Call(exchange.getRequestMethod(), exchange.getRequestURI().toString(),
					exchange.getRequestHeaders(), body, this.status));
			exchange.sendResponseHeaders(this.status, -1);
			exchange.close();
		});
		server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
		server.start();
	}

	/**
	 * @param context null for plain HTTP
	 */
	static Receiver start(SSLContext context) throws IOException {
		InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
		if (context == null) {
			return new Receiver(HttpServer.create(any, 0));
		}
		HttpsServer server = HttpsServer.create(any, 0);
		server.setHttpsConfigurator(new HttpsConfigurator(context));
		return new Receiver(server);
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	void answer(int other) {
		this.status = other;
	}

	List<Call> calls() {
		return List.copyOf(this.calls);
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

	/**
	 * What was posted.
	 */
	record Call(String method, String path, Headers headers, byte[] body, int answered) {
	}

}
