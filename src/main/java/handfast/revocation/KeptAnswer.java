package handfast.revocation;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

import handfast.x509.Fingerprint;

/**
 * An answer that was made ahead, for one certificate and without a nonce.
 *
 * @param der of the OCSPResponse
 */
record KeptAnswer(OcspStatus status, Instant thisUpdate, Instant nextUpdate, byte[] der) {

	private static final int HEAD = 3 * Long.BYTES + Integer.BYTES;

	/**
	 * When the next is to be made: half through.
	 */
	Instant due() {
		return this.thisUpdate.plus(Duration.between(this.thisUpdate, this.nextUpdate).dividedBy(2));
	}

	boolean isUsable(Instant now) {
		return now.isBefore(this.nextUpdate);
	}

	/**
	 * Tells one from another, for conditional requests.
	 */
	String tag() {
		return HexFormat.of().formatHex(Fingerprint.of(this.der).bytes(), 0, 16);
	}

	byte[] toBytes() {
		Instant revokedAt = this.status.revokedAt();
		return ByteBuffer.allocate(HEAD + this.der.length)
			.putLong(this.thisUpdate.getEpochSecond())
			.putLong(this.nextUpdate.getEpochSecond())
			.putLong((revokedAt != null) ? revokedAt.getEpochSecond() : Long.MIN_VALUE)
			.putInt(this.status.reason())
			.put(this.der)
			.array();
	}

	static KeptAnswer of(byte[] bytes) {
		ByteBuffer buffer = ByteBuffer.wrap(bytes);
		Instant thisUpdate = Instant.ofEpochSecond(buffer.getLong());
		Instant nextUpdate = Instant.ofEpochSecond(buffer.getLong());
		long revokedAt = buffer.getLong();
		int reason = buffer.getInt();
		byte[] der = new byte[buffer.remaining()];
		buffer.get(der);
		OcspStatus status = new OcspStatus(true,
				(revokedAt != Long.MIN_VALUE) ? Instant.ofEpochSecond(revokedAt) : null, reason);
		return new KeptAnswer(status, thisUpdate, nextUpdate, der);
	}

}
