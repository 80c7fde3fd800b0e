package handfast.access;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class BodyDeadlineTests {

	@TempDir
	Path folder;

	private final Tomcat tomcat = new Tomcat();

	@BeforeEach
	void start() throws Exception {
		this.tomcat.setBaseDir(this.folder.toString());
		this.tomcat.setPort(0);
		this.tomcat.getConnector();
		this.tomcat.getEngine().getPipeline().addValve(new BodyDeadline(Duration.ofMillis(500)));
		Context context = this.tomcat.addContext("", this.folder.toString());
		Tomcat.addServlet(context, "refusing", new HttpServlet() {

			@Override
			protected void doPost(HttpServletRequest request, HttpServletResponse response) {
				response.setStatus(401);
			}

		});
		context.addServletMappingDecoded("/", "refusing");
		this.tomcat.start();
	}

	@AfterEach
	void stop() throws Exception {
		this.tomcat.stop();
		this.tomcat.destroy();
	}

	@Test
	void closesAConnectionWhoseBodyDripsAfterARefusal() throws Exception {
		try (Socket socket = connect(100_000)) {
			long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
			boolean open = true;
			while (open && System.nanoTime() < end) {
				open = drips(socket);
			}
			assertThat(open).isFalse();
		}
	}

	@Test
	void keepsAConnectionWhoseBodyComesInTime() throws Exception {
		try (Socket socket = connect(3)) {
			assertThat(status(socket)).startsWith("HTTP/1.1 401");
			socket.getOutputStream().write("abc".getBytes(StandardCharsets.US_ASCII));
			send(socket, 0);
			assertThat(status(socket)).startsWith("HTTP/1.1 401");
		}
	}

	private Socket connect(int length) throws IOException {
		Socket socket = new Socket("localhost", this.tomcat.getConnector().getLocalPort());
		socket.setSoTimeout(10_000);
		send(socket, length);
		return socket;
	}

	private static void send(Socket socket, int length) throws IOException {
		socket.getOutputStream()
			.write(("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
	}

	private static boolean drips(Socket socket) throws InterruptedException {
		try {
			socket.getOutputStream().write('a');
			Thread.sleep(50);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	// The head of an answer without a body.
	private static String status(Socket socket) throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			int octet = socket.getInputStream().read();
			assertThat(octet).as(head.toString()).isNotNegative();
			head.append((char) octet);
		}
		return head.toString();
	}

}
