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
	 * @param keyShares groups that a share was sent for
	 */
	record ClientHello(byte[] random, byte[] sessionId, int[] versions, int[] suites, int[] groups, int[] keyShares,
			int[] schemes, @Nullable String serverName, List<String> alpn, int[] extensions) implements Message {
	}

	/**
	 * @param version the one chosen
	 * @param group of the key share; 0 where there is none
	 * @param retry whether it is a HelloRetryRequest
	 */
	record ServerHello(byte[] random, byte[] sessionId, int version, int suite, int group, @Nullable String alpn,
			int[] extensions, boolean retry) implements Message {

		@Override
		public String name() {
			return this.retry ? "HelloRetryRequest" : "ServerHello";
		}

	}

	record EncryptedExtensions(@Nullable String alpn, int[] extensions) implements Message {
	}

	record CertificateRequest(int[] schemes, int authorities) implements Message {
	}

	/**
	 * @param chain DER as sent
	 * @param staple whether an OCSP answer came with it (TLS 1.3)
	 */
	record Certificate(List<byte[]> chain, boolean staple) implements Message {
	}

	/**
	 * @param scheme 0 before TLS 1.2, which names none
	 */
	record CertificateVerify(int scheme, int signatureBytes) implements Message {
	}

	/**
	 * @param group 0 for a finite field group that is spelled out
	 * @param primeBits size of that group; 0 for a named one
	 * @param scheme 0 before TLS 1.2
	 */
	record ServerKeyExchange(int group, int primeBits, int scheme) implements Message {
	}

	record ServerHelloDone() implements Message {
	}

	record ClientKeyExchange(int bytes) implements Message {
	}

	record ChangeCipherSpec() implements Message {
	}

	record Finished(int verifyDataBytes) implements Message {
	}

	record NewSessionTicket(long lifetimeSeconds, int ticketBytes) implements Message {
	}

	record CertificateStatus(int bytes) implements Message {
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

	static boolean contains(int[] codes, int code) {
		return Arrays.stream(codes).anyMatch((candidate) -> candidate == code);
	}

}
