package handfast.handshake.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import handfast.handshake.wire.Transcript.Side;

/**
 * Bytes of a connection in memory as a file of packets, for programs that read captures:
 * from 192.0.2.1 to port 443 of 192.0.2.2, addresses that nobody has (RFC 5737).
 *
 * @spec https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-05.html pcap
 */
public final class PacketCapture {

	private static final int MAGIC = 0xa1b2c3d4;

	// LINKTYPE_RAW: each packet begins with its IP header.
	private static final int RAW_IP = 101;

	private static final int LONGEST = 65_535;

	private static final int HEADERS = 40;

	private static final int CLIENT_ADDRESS = 0xc0000201;

	private static final int SERVER_ADDRESS = 0xc0000202;

	private static final int CLIENT_PORT = 49_152;

	private static final int SERVER_PORT = 443;

	private static final int SYN = 0x02;

	private static final int ACK = 0x10;

	private static final int PUSH = 0x08;

	private final List<Passed> passed = new ArrayList<>();

	/**
	 * Takes what one side has put on the wire.
	 */
	public void passed(Side from, byte[] bytes) {
		for (int at = 0; at < bytes.length; at += LONGEST - HEADERS) {
			byte[] segment = java.util.Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + LONGEST - HEADERS));
			this.passed.add(new Passed(from, segment, Instant.now()));
		}
	}

	/**
	 * The file: pcap, with the three packets that open a TCP connection before the rest.
	 */
	public byte[] pcap() {
		ByteArrayOutputStream file = new ByteArrayOutputStream();
		file.writeBytes(ByteBuffer.allocate(24)
			.putInt(MAGIC)
			.putShort((short) 2)
			.putShort((short) 4)
			.putInt(0)
			.putInt(0)
			.putInt(LONGEST)
			.putInt(RAW_IP)
			.array());
		Instant begun = this.passed.isEmpty() ? Instant.EPOCH : this.passed.getFirst().at();
		int client = 0;
		int server = 0;
		write(file, begun, Side.CLIENT, client++, 0, SYN, new byte[0]);
		write(file, begun, Side.SERVER, server++, client, SYN | ACK, new byte[0]);
		write(file, begun, Side.CLIENT, client, server, ACK, new byte[0]);
		for (Passed each : this.passed) {
			boolean ours = each.from() == Side.CLIENT;
			write(file, each.at(), each.from(), ours ? client : server, ours ? server : client, PUSH | ACK,
					each.bytes());
			client += ours ? each.bytes().length : 0;
			server += ours ? 0 : each.bytes().length;
		}
		return file.toByteArray();
	}

	private static void write(ByteArrayOutputStream file, Instant at, Side from, int sequence, int acknowledged,
			int flags, byte[] payload) {
		boolean client = from == Side.CLIENT;
		int length = HEADERS + payload.length;
		ByteBuffer packet = ByteBuffer.allocate(16 + length);
		packet.putInt((int) at.getEpochSecond()).putInt(at.getNano() / 1000).putInt(length).putInt(length);
		// RFC 791 §3.1; TCP is protocol 6
		packet.put((byte) 0x45).put((byte) 0).putShort((short) length).putInt(0);
		packet.put((byte) 64).put((byte) 6).putShort((short) 0);
		packet.putInt(client ? CLIENT_ADDRESS : SERVER_ADDRESS).putInt(client ? SERVER_ADDRESS : CLIENT_ADDRESS);
		packet.putShort(26, checksum(packet, 16, 20));
		// RFC 9293 §3.1; no checksum, as where a network card makes it
		packet.putShort((short) (client ? CLIENT_PORT : SERVER_PORT));
		packet.putShort((short) (client ? SERVER_PORT : CLIENT_PORT));
		packet.putInt(sequence).putInt(((flags & ACK) != 0) ? acknowledged : 0);
		packet.put((byte) 0x50).put((byte) flags).putShort((short) LONGEST).putInt(0);
		packet.put(payload);
		file.writeBytes(packet.array());
	}

	// RFC 1071
	private static short checksum(ByteBuffer packet, int from, int length) {
		int sum = 0;
		for (int i = from; i < from + length; i += 2) {
			sum += packet.getShort(i) & 0xffff;
		}
		while (sum > 0xffff) {
			sum = (sum & 0xffff) + (sum >> 16);
		}
		return (short) ~sum;
	}

	private record Passed(Side from, byte[] bytes, Instant at) {
	}

}
