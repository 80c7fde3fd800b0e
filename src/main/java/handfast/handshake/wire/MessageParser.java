package handfast.handshake.wire;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import handfast.x509.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Reads handshake messages. What it does not know stays a number, what it can't read
 * becomes {@link Message.Other}; nothing that a stranger sends makes it fail.
 */
public final class MessageParser {

	public static final int TLS_1_2 = 0x0303;

	public static final int TLS_1_3 = 0x0304;

	// RFC 9846 §4.1.3: a ServerHello with this random is a HelloRetryRequest.
	private static final String RETRY_RANDOM = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";

	private static final int SERVER_NAME = 0;

	private static final int STATUS_REQUEST = 5;

	private static final int SUPPORTED_GROUPS = 10;

	private static final int SIGNATURE_ALGORITHMS = 13;

	private static final int ALPN = 16;

	private static final int SUPPORTED_VERSIONS = 43;

	private static final int CERTIFICATE_AUTHORITIES = 47;

	private static final int KEY_SHARE = 51;

	private MessageParser() {
	}

	/**
	 * Reads one message.
	 * @param version that was agreed; 0 before it was
	 */
	public static Message parse(int type, byte[] body, int version) {
		try {
			return read(type, new Bytes(body), version);
		}
		catch (Bytes.Truncated ex) {
			return new Message.Other(type, body.length);
		}
	}

	private static Message read(int type, Bytes body, int version) {
		boolean tls13 = version >= TLS_1_3;
		return switch (type) {
			case 1 -> clientHello(body);
			case 2 -> serverHello(body);
			case 4 -> newSessionTicket(body, tls13);
			case 8 -> encryptedExtensions(body);
			case 11 -> tls13 ? certificate13(body) : new Message.Certificate(chain(body.vector24()), List.of(), 0);
			case 12 -> serverKeyExchange(body, version);
			case 13 -> tls13 ? certificateRequest13(body) : certificateRequest12(body, version);
			case 14 -> new Message.ServerHelloDone();
			case 15 -> new Message.CertificateVerify((version >= TLS_1_2) ? body.uint16() : 0, body.uint16());
			case 16 -> new Message.ClientKeyExchange(body.remaining());
			case 20 -> new Message.Finished(body.remaining());
			case 22 -> new Message.CertificateStatus(body.uint8(), body.vector24().remaining());
			default -> new Message.Other(type, body.remaining());
		};
	}

	private static Message clientHello(Bytes body) {
		int legacy = body.uint16();
		byte[] random = body.take(32);
		byte[] sessionId = body.vector8().rest();
		int[] suites = body.vector16().uint16s();
		int[] compressionMethods = body.vector8().uint8s();
		Map<Integer, byte[]> extensions = extensions(body);
		int[] versions = field(extensions, SUPPORTED_VERSIONS, (value) -> value.vector8().uint16s());
		return new Message.ClientHello(legacy, random, sessionId,
				(versions.length > 0) ? versions : new int[] { legacy }, suites, compressionMethods,
				field(extensions, SUPPORTED_GROUPS, (value) -> value.vector16().uint16s()), keyShares(extensions),
				field(extensions, SIGNATURE_ALGORITHMS, (value) -> value.vector16().uint16s()), serverName(extensions),
				alpn(extensions), types(extensions));
	}

	private static Message serverHello(Bytes body) {
		int legacy = body.uint16();
		byte[] random = body.take(32);
		byte[] sessionId = body.vector8().rest();
		int suite = body.uint16();
		int compressionMethod = body.uint8();
		Map<Integer, byte[]> extensions = extensions(body);
		int[] version = field(extensions, SUPPORTED_VERSIONS, Bytes::uint16s);
		Message.KeyShare share = keyShare(extensions);
		List<String> alpn = alpn(extensions);
		return new Message.ServerHello(legacy, random, sessionId, (version.length > 0) ? version[0] : legacy, suite,
				compressionMethod, share.group(), share.bytes(), alpn.isEmpty() ? null : alpn.getFirst(),
				types(extensions), HexFormat.of().formatHex(random).equals(RETRY_RANDOM));
	}

	private static Message encryptedExtensions(Bytes body) {
		Map<Integer, byte[]> extensions = extensions(body);
		List<String> alpn = alpn(extensions);
		return new Message.EncryptedExtensions(alpn.isEmpty() ? null : alpn.getFirst(), types(extensions));
	}

	private static Message certificate13(Bytes body) {
		body.vector8();
		List<byte[]> chain = new ArrayList<>();
		List<int[]> types = new ArrayList<>();
		int staple = 0;
		for (Bytes list = body.vector24(); list.hasMore();) {
			chain.add(list.vector24().rest());
			Map<Integer, byte[]> extensions = extensions(list);
			types.add(types(extensions));
			byte[] status = extensions.get(STATUS_REQUEST);
			if (status != null && staple == 0) {
				staple = stapleBytes(new Bytes(status));
			}
		}
		return new Message.Certificate(chain, types, staple);
	}

	// RFC 9846 §4.4.2.1: the CertificateStatus of RFC 6066 §8 stands in the extension.
	private static int stapleBytes(Bytes status) {
		status.uint8();
		return status.vector24().remaining();
	}

	private static List<byte[]> chain(Bytes list) {
		List<byte[]> chain = new ArrayList<>();
		while (list.hasMore()) {
			chain.add(list.vector24().rest());
		}
		return chain;
	}

	private static Message certificateRequest13(Bytes body) {
		body.vector8();
		Map<Integer, byte[]> extensions = extensions(body);
		int[] authorities = field(extensions, CERTIFICATE_AUTHORITIES,
				(value) -> new int[] { count(value.vector16()) });
		return new Message.CertificateRequest(new int[0],
				field(extensions, SIGNATURE_ALGORITHMS, (value) -> value.vector16().uint16s()),
				(authorities.length > 0) ? authorities[0] : 0, types(extensions));
	}

	private static Message certificateRequest12(Bytes body, int version) {
		int[] certificateTypes = body.vector8().uint8s();
		int[] schemes = (version >= TLS_1_2) ? body.vector16().uint16s() : new int[0];
		return new Message.CertificateRequest(certificateTypes, schemes, count(body.vector16()), new int[0]);
	}

	private static int count(Bytes names) {
		int count = 0;
		for (; names.hasMore(); count++) {
			names.vector16();
		}
		return count;
	}

	// RFC 8422 §5.4: curve type 3 names a curve; else RFC 5246 §7.4.3: p, g, Ys.
	private static Message serverKeyExchange(Bytes body, int version) {
		int first = body.uint8();
		int group = 0;
		int primeBits = 0;
		int shareBytes;
		if (first == 3) {
			group = body.uint16();
			shareBytes = body.vector8().remaining();
		}
		else {
			primeBits = new BigInteger(1, body.take(first << 8 | body.uint8())).bitLength();
			body.vector16();
			shareBytes = body.vector16().remaining();
		}
		int scheme = (version >= TLS_1_2 && body.hasMore()) ? body.uint16() : 0;
		return new Message.ServerKeyExchange(group, primeBits, shareBytes, scheme,
				body.hasMore() ? body.vector16().remaining() : 0);
	}

	private static Message newSessionTicket(Bytes body, boolean tls13) {
		long lifetime = body.uint32();
		int nonceBytes = 0;
		if (tls13) {
			body.uint32();
			nonceBytes = body.vector8().remaining();
		}
		int ticketBytes = body.vector16().remaining();
		return new Message.NewSessionTicket(lifetime, ticketBytes, nonceBytes,
				tls13 ? types(extensions(body)) : new int[0]);
	}

	private static Map<Integer, byte[]> extensions(Bytes body) {
		Map<Integer, byte[]> extensions = new LinkedHashMap<>();
		if (body.hasMore()) {
			for (Bytes list = body.vector16(); list.hasMore();) {
				extensions.put(list.uint16(), list.vector16().rest());
			}
		}
		return extensions;
	}

	private static int[] types(Map<Integer, byte[]> extensions) {
		return extensions.keySet().stream().mapToInt(Integer::intValue).toArray();
	}

	private static int[] field(Map<Integer, byte[]> extensions, int type, Function<Bytes, int[]> reader) {
		byte[] value = extensions.get(type);
		return (value != null) ? reader.apply(new Bytes(value)) : new int[0];
	}

	private static List<Message.KeyShare> keyShares(Map<Integer, byte[]> extensions) {
		List<Message.KeyShare> shares = new ArrayList<>();
		byte[] value = extensions.get(KEY_SHARE);
		if (value != null) {
			for (Bytes list = new Bytes(value).vector16(); list.hasMore();) {
				shares.add(new Message.KeyShare(list.uint16(), list.vector16().remaining()));
			}
		}
		return shares;
	}

	// A HelloRetryRequest names the group alone.
	private static Message.KeyShare keyShare(Map<Integer, byte[]> extensions) {
		byte[] value = extensions.get(KEY_SHARE);
		if (value == null) {
			return new Message.KeyShare(0, 0);
		}
		Bytes share = new Bytes(value);
		return new Message.KeyShare(share.uint16(), share.hasMore() ? share.vector16().remaining() : 0);
	}

	private static @Nullable String serverName(Map<Integer, byte[]> extensions) {
		byte[] value = extensions.get(SERVER_NAME);
		if (value == null || value.length == 0) {
			return null;
		}
		Bytes list = new Bytes(value).vector16();
		return (list.uint8() == 0) ? Printable.of(list.vector16().rest()) : null;
	}

	private static List<String> alpn(Map<Integer, byte[]> extensions) {
		List<String> names = new ArrayList<>();
		byte[] value = extensions.get(ALPN);
		if (value != null) {
			for (Bytes list = new Bytes(value).vector16(); list.hasMore();) {
				names.add(Printable.of(list.vector8().rest()));
			}
		}
		return names;
	}

}
