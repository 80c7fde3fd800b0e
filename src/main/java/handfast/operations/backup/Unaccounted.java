package handfast.operations.backup;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

import handfast.audit.AuditArchive;
import handfast.audit.AuditEntry;
import handfast.audit.AuditLine.Signing;

/**
 * What the audit beside a restored database knows and the database does not.
 *
 * @param serials that may have been signed
 * @param until time of the newest line: of what came later nothing is known
 * @param copied number of the last line of each node that the database knows
 */
record Unaccounted(int serials, Instant until, Map<UUID, Long> copied) {

	// As many lines before the newest copied one are looked at by the start as well.
	private static final long COPIED_TOO_EARLY = 1000;

	static Unaccounted find(Connection connection, Path audit, Instant backup) throws SQLException {
		Set<Signing> found = new HashSet<>();
		Instant[] until = { backup };
		Map<UUID, Long> known = new TreeMap<>();
		AuditArchive.lastLines(audit).forEach((node, last) -> {
			long copied = lastCopied(connection, node);
			known.put(node, copied);
			AuditArchive.forEachAfter(audit, node, copied - COPIED_TOO_EARLY, (entry) -> {
				until[0] = entry.time().isAfter(until[0]) ? entry.time() : until[0];
				add(connection, entry, found);
			});
		});
		return new Unaccounted(found.size(), until[0], known);
	}

	private static void add(Connection connection, AuditEntry entry, Set<Signing> found) {
		Signing signing = entry.line().signing();
		if (signing != null && isUnknown(connection, signing)) {
			// The outcome names a certificate that the intent does not.
			found
				.add(new Signing(signing.issuerKey(), signing.shard(), signing.serial(), signing.notAfter(), "", null));
		}
	}

	private static boolean isUnknown(Connection connection, Signing signing) {
		try (PreparedStatement statement = connection
			.prepareStatement("SELECT 1 FROM certificate WHERE serial = ? AND issuer_id = ?")) {
			statement.setBytes(1, signing.serial().value().toByteArray());
			statement.setObject(2, signing.issuerKey());
			try (ResultSet rows = statement.executeQuery()) {
				return !rows.next();
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static long lastCopied(Connection connection, UUID node) {
		try (PreparedStatement statement = connection
			.prepareStatement("SELECT coalesce(max(line_number), 0) FROM audit_line WHERE node = ?")) {
			statement.setObject(1, node);
			try (ResultSet row = statement.executeQuery()) {
				row.next();
				return row.getLong(1);
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
