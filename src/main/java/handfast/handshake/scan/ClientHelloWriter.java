package handfast.handshake.scan;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

import handfast.handshake.wire.MessageParser;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ExtensionType;
import org.bouncycastle.tls.NamedGroup;

/**
 * Writes a ClientHello as one TLS record.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc9846#section-4.1.2 RFC 9846 §4.1.2
 * @spec https://www.rfc-editor.org/rfc/rfc5246#section-7.4.1.2 RFC 5246 §7.4.1.2
 */
final class ClientHelloWriter {

	private static final int SIGNATURE_ALGORITHMS_CERT = 50;

	private static final int HANDSHAKE = 22;

	// A public key is any point of the curve: the base point of P-256 (FIPS 186-4
	// D.1.2.3) serves, since nothing is ever decrypted.
	private static final byte[] P256_BASE_POINT = HexFormat.of()
		.parseHex("046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
				+ "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");

	private final SecureRandom random;

	ClientHelloWriter(SecureRandom random) {
		this.random = random;
	}

	byte[] record(Hello hello) {
		byte[] body = body(hello);
		Output out = new Output();
		out.uint8(HANDSHAKE);
		// RFC 9846 §5.1: a first ClientHello goes in a record of TLS 1.0.
		out.uint16(Math.min(hello.versions()[0], 0x0301));
		out.uint16(4 + body.length);
		out.uint8(1);
		out.uint24(body.length);
		out.writeBytes(body);
		return out.toByteArray();
	}

	private byte[] body(Hello hello) {
		Output out = new Output();
		out.uint16(Math.min(hello.versions()[0], MessageParser.TLS_1_2));
		out.writeBytes(randomBytes(32));
		// RFC 9846 App. E.4: a session id makes TLS 1.3 look like a resumption of TLS
		// 1.2.
		out.vector8(hello.isTls13() ? randomBytes(32) : new byte[0]);
		// RFC 5746 §3.4: without extensions, this suite that is none says it.
		out.vector16(uint16s(hello.hasExtensions() ? hello.suites()
				: Candidates.concat(hello.suites(), new int[] { CipherSuite.TLS_EMPTY_RENEGOTIATION_INFO_SCSV })));
		out.vector8(hello.compression() ? new byte[] { 1, 0 } : new byte[] { 0 });
		if (hello.hasExtensions()) {
			out.vector16(extensions(hello));
		}
		return out.toByteArray();
	}

	private byte[] extensions(Hello hello) {
		Output out = new Output();
		String serverName = hello.serverName();
		if (serverName != null) {
			out.extension(ExtensionType.server_name, serverName(serverName));
		}
		if (hello.isOlderThanTls13()) {
			out.extension(ExtensionType.extended_master_secret, new byte[0]);
			out.extension(ExtensionType.renegotiation_info, new byte[] { 0 });
			out.extension(ExtensionType.ec_point_formats, new byte[] { 1, 0 });
		}
		if (hello.ticket()) {
			out.extension(ExtensionType.session_ticket, new byte[0]);
		}
		if (hello.groups().length > 0) {
			out.extension(ExtensionType.supported_groups, vector16(uint16s(hello.groups())));
		}
		if (hello.schemes().length > 0) {
			out.extension(ExtensionType.signature_algorithms, vector16(uint16s(hello.schemes())));
			// What may sign the chain stays open, so that the one scheme asked for is
			// that of the handshake.
			out.extension(SIGNATURE_ALGORITHMS_CERT, vector16(uint16s(Candidates.SCHEMES)));
		}
		// RFC 6066 §8: OCSP, no responder named, no extension.
		out.extension(ExtensionType.status_request, new byte[] { 1, 0, 0, 0, 0 });
		if (!hello.alpn().isEmpty()) {
			out.extension(ExtensionType.application_layer_protocol_negotiation, alpn(hello));
		}
		if (hello.isTls13()) {
			out.extension(ExtensionType.supported_versions, vector8(uint16s(hello.versions())));
			out.extension(ExtensionType.psk_key_exchange_modes, new byte[] { 1, 1 });
			out.extension(ExtensionType.key_share, shares(hello.shares()));
		}
		return out.toByteArray();
	}

	private static byte[] serverName(String name) {
		Output out = new Output();
		out.uint8(0);
		out.vector16(name.getBytes(StandardCharsets.US_ASCII));
		return vector16(out.toByteArray());
	}

	private static byte[] alpn(Hello hello) {
		Output out = new Output();
		hello.alpn().forEach((protocol) -> out.vector8(protocol.getBytes(StandardCharsets.US_ASCII)));
		return vector16(out.toByteArray());
	}

	private byte[] shares(int[] groups) {
		Output out = new Output();
		for (int group : groups) {
			out.uint16(group);
			// RFC 7748 §5: every string of 32 octets is a public key of X25519.
			out.vector16((group == NamedGroup.x25519) ? randomBytes(32) : P256_BASE_POINT);
		}
		return vector16(out.toByteArray());
	}

	private byte[] randomBytes(int length) {
		byte[] bytes = new byte[length];
		this.random.nextBytes(bytes);
		return bytes;
	}

	private static byte[] uint16s(int[] codes) {
		Output out = new Output();
		Arrays.stream(codes).forEach(out::uint16);
		return out.toByteArray();
	}

	private static byte[] vector8(byte[] content) {
		Output out = new Output();
		out.vector8(content);
		return out.toByteArray();
	}

	private static byte[] vector16(byte[] content) {
		Output out = new Output();
		out.vector16(content);
		return out.toByteArray();
	}

	/**
	 * The presentation language of TLS, written.
	 */
	private static final class Output extends ByteArrayOutputStream {

		void uint8(int value) {
			write(value);
		}

		void uint16(int value) {
			write(value >> 8);
			write(value);
		}

		void uint24(int value) {
			write(value >> 16);
			uint16(value);
		}

		void vector8(byte[] content) {
			uint8(content.length);
			writeBytes(content);
		}

		void vector16(byte[] content) {
			uint16(content.length);
			writeBytes(content);
		}

		void extension(int type, byte[] content) {
			uint16(type);
			vector16(content);
		}

	}

}
