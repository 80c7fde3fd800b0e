package handfast.handshake.wire;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A message of a handshake, its fields decoded. Code points are kept as numbers and named
 * only when they are shown.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc9846#section-4 RFC 9846 §4
 * @spec https://www.rfc-editor.org/rfc/rfc5246#section-7.4 RFC 5246 §7.4
 */
public sealed interface Message {

	/**
	 * The type of a Certificate.
	 */
	int CERTIFICATE = 11;

	/**
	 * As the RFCs name it.
	 */
	default String name() {
		return getClass().getSimpleName();
	}

	/**
	 * @param versions of supported_versions; where it is missing, the legacy version
	 * @param keyShares what was sent at once, by group
	 */
	record ClientHello(int legacyVersion, byte[] random, byte[] sessionId, int[] versions, int[] suites,
			int[] compressionMethods, int[] groups, List<KeyShare> keyShares, int[] schemes,
			@Nullable String serverName, List<String> alpn, int[] extensions) implements Message {
	}

	/**
	 * @param version the one chosen
	 * @param group of the key share; 0 where there is none
	 * @param keyShareBytes 0 where there is none, as in a HelloRetryRequest
	 * @param retry whether it is a HelloRetryRequest
	 */
	record ServerHello(int legacyVersion, byte[] random, byte[] sessionId, int version, int suite,
			int compressionMethod, int group, int keyShareBytes, @Nullable String alpn, int[] extensions,
			boolean retry) implements Message {

		@Override
		public String name() {
			return this.retry ? "HelloRetryRequest" : "ServerHello";
		}

	}

	record EncryptedExtensions(@Nullable String alpn, int[] extensions) implements Message {
	}

	/**
	 * @param certificateTypes up to TLS 1.2
	 * @param authorities how many are named
	 */
	record CertificateRequest(int[] certificateTypes, int[] schemes, int authorities,
			int[] extensions) implements Message {
	}

	/**
	 * @param chain DER as sent
	 * @param extensions of each certificate (TLS 1.3)
	 * @param stapleBytes size of the OCSP answer that came with it (TLS 1.3)
	 */
	record Certificate(List<byte[]> chain, List<int[]> extensions, int stapleBytes) implements Message {

		public boolean staple() {
			return this.stapleBytes > 0;
		}

	}

	/**
	 * @param scheme 0 before TLS 1.2, which names none
	 */
	record CertificateVerify(int scheme, int signatureBytes) implements Message {
	}

	/**
	 * @param group 0 for a finite field group that is spelled out
	 * @param primeBits size of that group; 0 for a named one
	 * @param shareBytes size of the server's share
	 * @param scheme 0 before TLS 1.2
	 * @param signatureBytes 0 where it is not signed
	 */
	record ServerKeyExchange(int group, int primeBits, int shareBytes, int scheme,
			int signatureBytes) implements Message {
	}

	record ServerHelloDone() implements Message {
	}

	record ClientKeyExchange(int bytes) implements Message {
	}

	record ChangeCipherSpec() implements Message {
	}

	record Finished(int verifyDataBytes) implements Message {
	}

	/**
	 * @param nonceBytes 0 before TLS 1.3
	 * @param extensions of TLS 1.3
	 */
	record NewSessionTicket(long lifetimeSeconds, int ticketBytes, int nonceBytes,
			int[] extensions) implements Message {
	}

	/**
	 * @param type 1 for one OCSP answer (RFC 6066 §8)
	 * @param stapleBytes of the answer
	 */
	record CertificateStatus(int type, int stapleBytes) implements Message {
	}

	record ApplicationData(int bytes) implements Message {
	}

	record Alert(boolean fatal, int description) implements Message {
	}

	/**
	 * One of a type that is not known, or whose content can't be read.
	 */
	record Other(int type, int bytes) implements Message {

		@Override
		public String name() {
			return switch (this.type) {
				case 0 -> "HelloRequest";
				case 1 -> "ClientHello";
				case 2 -> "ServerHello";
				case 5 -> "EndOfEarlyData";
				case 8 -> "EncryptedExtensions";
				case 11 -> "Certificate";
				case 12 -> "ServerKeyExchange";
				case 13 -> "CertificateRequest";
				case 15 -> "CertificateVerify";
				case 23 -> "SupplementalData";
				case 24 -> "KeyUpdate";
				case 25 -> "CompressedCertificate";
				default -> "HandshakeType " + this.type;
			};
		}

	}

	/**
	 * A record of a type that is no part of TLS, or whose content can't be read.
	 */
	record UnknownRecord(int type, int bytes) implements Message {

		@Override
		public String name() {
			return "ContentType " + this.type;
		}

	}

	/**
	 * Half of a key exchange.
	 */
	record KeyShare(int group, int bytes) {
	}

	static boolean contains(int[] codes, int code) {
		return Arrays.stream(codes).anyMatch((candidate) -> candidate == code);
	}

}
