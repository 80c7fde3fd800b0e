package handfast.handshake;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import handfast.Peers;

/**
 * What {@code tshark} captures on the loopback interface, and what it reads in it with
 * the secrets of our client.
 */
final class Capture {

	private final Path folder;

	private final Process process;

	private Capture(Path folder, Process process) {
		this.folder = folder;
		this.process = process;
	}

	/**
	 * Returns when packets are being captured.
	 */
	static Capture start(Path folder) throws Exception {
		Path tshark = Peers.require("tshark");
		Process process = new ProcessBuilder(tshark.toString(), "-q", "-i", "lo", "-f", "tcp", "-w",
				folder.resolve("capture.pcapng").toString())
			.redirectErrorStream(true)
			.redirectOutput(folder.resolve("tshark.log").toFile())
			.start();
		Capture capture = new Capture(folder, process);
		if (!capture.seesPackets()) {
			capture.kill();
			// As for whoever is neither root nor in the group that may capture.
			throw Peers.missing("tshark with the right to capture on lo: " + capture.log());
		}
		return capture;
	}

	/**
	 * Ends the capture, which writes down all that passed.
	 */
	void end() throws Exception {
		// What passed last is on its way through the kernel's buffer.
		if (!seesPackets()) {
			throw new IllegalStateException("tshark captures nothing more: " + log());
		}
		this.process.destroy();
		if (!this.process.waitFor(20, TimeUnit.SECONDS)) {
			this.process.destroyForcibly();
			throw new IllegalStateException("tshark does not end: " + log());
		}
	}

	void kill() {
		this.process.destroyForcibly();
	}

	/**
	 * The messages of each connection, by the port of its client.
	 * @param dissectors by port of the server, by the names that tshark has for them
	 */
	Map<Integer, List<Seen>> read(Map<Integer, String> dissectors, List<String> keyLog) throws Exception {
		return read(this.folder.resolve("capture.pcapng"), dissectors, keyLog);
	}

	static Map<Integer, List<Seen>> read(Path file, Map<Integer, String> dissectors, List<String> keyLog)
			throws Exception {
		Path keys = Files.write(file.resolveSibling("keys.log"), keyLog);
		List<String> command = new ArrayList<>(List.of(Peers.require("tshark").toString(), "-r", file.toString(), "-o",
				"tls.keylog_file:" + keys, "-Y", "tls", "-T", "pdml", "-J", "tcp tls"));
		dissectors.forEach((port, name) -> command.addAll(List.of("-d", "tcp.port==" + port + "," + name)));
		Process reading = new ProcessBuilder(command).redirectError(file.resolveSibling("reading.log").toFile())
			.start();
		try (InputStream printed = reading.getInputStream()) {
			return read(printed, dissectors);
		}
	}

	private static Map<Integer, List<Seen>> read(InputStream pdml, Map<Integer, String> dissectors)
			throws XMLStreamException {
		Map<Integer, List<Seen>> connections = new HashMap<>();
		XMLStreamReader reader = XMLInputFactory.newFactory().createXMLStreamReader(pdml);
		int from = 0;
		int to = 0;
		Seen seen = null;
		while (reader.hasNext()) {
			if (reader.next() == XMLStreamConstants.START_ELEMENT && reader.getLocalName().equals("field")) {
				String name = reader.getAttributeValue(null, "name");
				String show = reader.getAttributeValue(null, "show");
				switch (name) {
					case "tcp.srcport" -> from = Integer.parseInt(show);
					case "tcp.dstport" -> to = Integer.parseInt(show);
					case "tls.change_cipher_spec", "tls.handshake.type", "tls.alert_message" -> {
						boolean client = dissectors.containsKey(to);
						seen = new Seen(client, kind(name, show), new HashMap<>());
						// Others shake hands on this machine as well, and may have had
						// the port
						// of a client of ours.
						if (client || dissectors.containsKey(from)) {
							connections.computeIfAbsent(client ? from : to, (port) -> new ArrayList<>()).add(seen);
						}
					}
					default -> {
						if (seen != null && name.startsWith("tls.")) {
							seen.fields().putIfAbsent(name, reader.getAttributeValue(null, "value"));
						}
					}
				}
			}
		}
		return connections;
	}

	private static String kind(String field, String show) {
		return switch (field) {
			case "tls.change_cipher_spec" -> "ChangeCipherSpec";
			case "tls.alert_message" -> "Alert";
			default -> switch (Integer.parseInt(show)) {
				case 1 -> "ClientHello";
				case 2 -> "ServerHello";
				case 4 -> "NewSessionTicket";
				case 8 -> "EncryptedExtensions";
				case 11 -> "Certificate";
				case 12 -> "ServerKeyExchange";
				case 13 -> "CertificateRequest";
				case 14 -> "ServerHelloDone";
				case 15 -> "CertificateVerify";
				case 16 -> "ClientKeyExchange";
				case 20 -> "Finished";
				case 22 -> "CertificateStatus";
				default -> "HandshakeType " + show;
			};
		};
	}

	// Each connection of ours is three packets at least: when the file grows, it
	// captures.
	private boolean seesPackets() throws IOException, InterruptedException {
		Path file = this.folder.resolve("capture.pcapng");
		long before = Files.exists(file) ? Files.size(file) : 0;
		long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			while (System.nanoTime() < until && this.process.isAlive()) {
				try (Socket socket = new Socket()) {
					socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 500);
				}
				server.accept().close();
				// The header of the file alone is below this.
				if (Files.exists(file) && Files.size(file) > Math.max(before, 1000)) {
					return true;
				}
				TimeUnit.MILLISECONDS.sleep(50);
			}
		}
		return false;
	}

	private String log() throws IOException {
		return Files.readString(this.folder.resolve("tshark.log"), StandardCharsets.UTF_8);
	}

	/**
	 * A message as tshark reads it.
	 *
	 * @param fields the first value of each, in hexadecimal
	 */
	record Seen(boolean fromClient, String kind, Map<String, String> fields) {

		String label() {
			return (this.fromClient ? "→ " : "← ") + this.kind;
		}

	}

}
