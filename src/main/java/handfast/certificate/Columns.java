package handfast.certificate;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

import handfast.x509.Fingerprint;
import org.jspecify.annotations.Nullable;

/**
 * Reads certificates from their rows.
 */
final class Columns {

	// A key that was erased since is not held, whichever of its certificates is read.
	static final String ALL = """
			id, state, kind, issuer_id, foreign_issuer, authority, serial, shard, der, fingerprint, subject, issuer,
			profile, profile_version, owner, names, not_before, not_after, key_algorithm, subject_key,
			(key_held and not exists (select 1 from subject_key erased
			  where erased.id = certificate.subject_key and erased.erased_at is not null)) as key_held,
			lineage, predecessor, successor, revoked_at, revocation_reason, on_hold, chain_id, reserved_at,
			proof_verdict, proof_report, proof_summary, proof_findings, contacts, auto_renew
			""";

	private Columns() {
	}

	/**
	 * The certificate, with its chain still empty.
	 */
	static Certificate certificate(ResultSet row) throws SQLException {
		UUID issuer = id(row, "issuer_id");
		byte[] fingerprint = row.getBytes("fingerprint");
		return new Certificate(id(row, "id"), Certificate.State.valueOf(row.getString("state")),
				Certificate.Kind.valueOf(row.getString("kind")), HexFormat.of().formatHex(row.getBytes("serial")),
				id(row, "owner"), row.getString("profile"), row.getString("profile_version"),
				NamesText.read(row.getString("names")), row.getString("subject"), row.getString("issuer"),
				optionalId(row, "authority"), row.getBoolean("foreign_issuer") ? null : issuer, row.getInt("shard"),
				instant(row, "not_before"), instant(row, "not_after"),
				(fingerprint != null) ? new Fingerprint(HexFormat.of().formatHex(fingerprint)) : null,
				row.getString("key_algorithm"), optionalId(row, "subject_key"), row.getBoolean("key_held"),
				id(row, "lineage"), optionalId(row, "predecessor"), optionalId(row, "successor"), revocation(row),
				row.getBytes("der"), List.of(), proof(row), instant(row, "reserved_at"), row.getBoolean("on_hold"),
				new Upkeep(Contact.read(row.getString("contacts")), row.getBoolean("auto_renew")));
	}

	static UUID id(ResultSet row, String column) throws SQLException {
		return row.getObject(column, UUID.class);
	}

	static @Nullable UUID optionalId(ResultSet row, String column) throws SQLException {
		return row.getObject(column, UUID.class);
	}

	static Instant instant(ResultSet row, String column) throws SQLException {
		return row.getObject(column, OffsetDateTime.class).toInstant();
	}

	private static Certificate.@Nullable Revocation revocation(ResultSet row) throws SQLException {
		OffsetDateTime at = row.getObject("revoked_at", OffsetDateTime.class);
		return (at != null) ? new Certificate.Revocation(at.toInstant(), row.getString("revocation_reason")) : null;
	}

	private static Certificate.@Nullable Proof proof(ResultSet row) throws SQLException {
		String verdict = row.getString("proof_verdict");
		return (verdict != null) ? new Certificate.Proof(verdict, optionalId(row, "proof_report"),
				row.getString("proof_summary"), row.getString("proof_findings")) : null;
	}

}
