package handfast.audit;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;

import handfast.x509.SerialNumber;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A line as it stands in the file.
 *
 * @param sequence from 1, without a gap, over all segments of a node
 * @param previous SHA-256 of the line before, hex; 64 zeros for the first
 */
public record AuditEntry(long sequence, Instant time, UUID node, AuditLine line, String previous) {

	static final String NOTHING_BEFORE = "0".repeat(64);

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	/**
	 * The exact bytes of the line, without its line feed.
	 */
	byte[] bytes() {
		ObjectNode json = JSON.createObjectNode();
		json.put("action", this.line.action()).put("actor", this.line.actor()).put("outcome", this.line.outcome());
		put(json, "object", this.line.object());
		put(json, "requestId", this.line.requestId());
		put(json, "detail", this.line.detail());
		AuditLine.Signing signing = this.line.signing();
		if (signing != null) {
			json.put("issuer", signing.issuerKey().toString())
				.put("shard", signing.shard())
				.put("serial", signing.serial().hex())
				.put("notAfter", signing.notAfter().toString())
				.put("tbsHash", signing.tbsHash());
			put(json, "certificateHash", signing.certificateHash());
		}
		json.put("node", this.node.toString())
			.put("previous", this.previous)
			.put("sequence", this.sequence)
			.put("time", this.time.toString());
		return CanonicalJson.of(json);
	}

	private static void put(ObjectNode json, String member, @Nullable String value) {
		if (value != null) {
			json.put(member, value);
		}
	}

	/**
	 * Reads a line.
	 * @throws IllegalArgumentException where it is not exactly what {@link #bytes} would
	 * write
	 */
	static AuditEntry read(byte[] bytes) {
		try {
			AuditEntry entry = of(JSON.readTree(bytes));
			if (MessageDigest.isEqual(entry.bytes(), bytes)) {
				return entry;
			}
		}
		catch (RuntimeException ex) {
			// Whatever the library says, it is not a line of ours.
		}
		throw new IllegalArgumentException("is not canonical JSON of an audit line");
	}

	private static AuditEntry of(JsonNode json) {
		AuditLine line = new AuditLine(text(json, "actor"), text(json, "action"), optional(json, "object"),
				text(json, "outcome"), optional(json, "requestId"), optional(json, "detail"), signing(json));
		return new AuditEntry(json.required("sequence").longValue(), Instant.parse(text(json, "time")),
				UUID.fromString(text(json, "node")), line, text(json, "previous"));
	}

	private static AuditLine.@Nullable Signing signing(JsonNode json) {
		if (!json.has("issuer")) {
			return null;
		}
		return new AuditLine.Signing(UUID.fromString(text(json, "issuer")), json.required("shard").intValue(),
				new SerialNumber(new BigInteger(text(json, "serial"), 16)), Instant.parse(text(json, "notAfter")),
				text(json, "tbsHash"), optional(json, "certificateHash"));
	}

	private static String text(JsonNode json, String member) {
		return json.required(member).stringValue();
	}

	private static @Nullable String optional(JsonNode json, String member) {
		return json.has(member) ? text(json, member) : null;
	}

	/**
	 * SHA-256 of the line's bytes, hex; what the next line holds as {@code previous}.
	 */
	public String hash() {
		return hash(bytes());
	}

	static String hash(byte[] bytes) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
