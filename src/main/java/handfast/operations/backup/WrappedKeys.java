package handfast.operations.backup;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import handfast.authority.KeyLabels;
import handfast.key.KeyEncryptionKeys;
import handfast.key.SubjectKeys;
import handfast.key.WrappedKey;
import handfast.key.Wrapping;
import handfast.key.Wrapping.Kek;
import handfast.notice.WebhookLabel;
import tools.jackson.databind.JsonNode;

/**
 * Tries whether the private keys and the secrets of webhooks in the rows of a backup
 * open.
 */
final class WrappedKeys {

	/**
	 * The tables that hold them; those of a backup that this does not know, a test does
	 * not let pass.
	 */
	static final Set<String> TABLES = Set.of("ca_key", "ocsp_signer", "subject_key", "webhook");

	private final Wrapping wrapping;

	private final boolean rootAtHand;

	private final Set<UUID> roots = new HashSet<>();

	// Of CA keys.
	private final Map<UUID, UUID> authorities = new HashMap<>();

	private long opened;

	private long closed;

	/**
	 * @param rootAtHand whether the root's keys can be tried
	 */
	WrappedKeys(KeyEncryptionKeys keys, boolean rootAtHand) {
		this.wrapping = new Wrapping(keys, new SecureRandom());
		this.rootAtHand = rootAtHand;
	}

	/**
	 * How many open.
	 */
	long opened() {
		return this.opened;
	}

	/**
	 * How many do not, though the key that wraps them is there.
	 */
	long closed() {
		return this.closed;
	}

	void row(Table table, JsonNode values) {
		Row row = new Row(table, values);
		switch (table.name()) {
			case "authority" -> {
				if (row.text("kind").equals("ROOT")) {
					this.roots.add(row.id("id"));
				}
			}
			case "ca_key" -> {
				UUID authority = row.id("authority");
				this.authorities.put(row.id("id"), authority);
				boolean root = this.roots.contains(authority);
				if (!root || this.rootAtHand) {
					open(row, root ? Kek.ROOT : Kek.MAIN, KeyLabels.ofCa(authority, row.text("key_id")));
				}
			}
			case "ocsp_signer" -> open(row, Kek.MAIN, KeyLabels
				.ofOcspSigner(Objects.requireNonNull(this.authorities.get(row.id("ca_key"))), row.id("certificate")));
			case "subject_key" -> open(row, Kek.MAIN, SubjectKeys.aad(row.id("id")));
			case "webhook" -> open(row, Kek.MAIN, WebhookLabel.of(row.id("id")));
			default -> {
			}
		}
	}

	private void open(Row row, Kek kek, String label) {
		if (row.isNull("data_key") || row.isNull("ciphertext")) {
			return;
		}
		try {
			byte[] key = this.wrapping.unwrap(kek, new WrappedKey(row.bytes("data_key"), row.bytes("ciphertext")),
					label);
			Arrays.fill(key, (byte) 0);
			this.opened++;
		}
		catch (IllegalStateException ex) {
			this.closed++;
		}
	}

	private record Row(Table table, JsonNode values) {

		String text(String column) {
			return value(column).stringValue();
		}

		UUID id(String column) {
			return UUID.fromString(text(column));
		}

		byte[] bytes(String column) {
			return value(column).binaryValue();
		}

		boolean isNull(String column) {
			return value(column).isNull();
		}

		private JsonNode value(String column) {
			return this.values.path(this.table.index(column));
		}

	}

}
