package handfast.authority;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

import handfast.key.WrappedKey;
import org.bouncycastle.cert.X509CertificateHolder;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The keys of OCSP signers in rows. One counts where its certificate was issued.
 */
@Component
class OcspSignerRows {

	private final JdbcClient jdbc;

	OcspSignerRows(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	void insert(UUID certificate, UUID caKey, WrappedKey wrapped) {
		this.jdbc.sql("INSERT INTO ocsp_signer (certificate, ca_key, data_key, ciphertext) VALUES (?, ?, ?, ?)")
			.params(certificate, caKey, wrapped.dataKey(), wrapped.ciphertext())
			.update();
	}

	/**
	 * The one that lasts longest.
	 */
	Optional<Row> newest(UUID caKey, Instant now) {
		return this.jdbc.sql("""
				SELECT s.certificate, s.data_key, s.ciphertext, c.der
				FROM ocsp_signer s JOIN certificate c ON c.id = s.certificate
				WHERE s.ca_key = ? AND c.state = 'ISSUED' AND c.revoked_at IS NULL AND c.not_after > ?
				ORDER BY c.not_after DESC, c.id DESC LIMIT 1
				""").params(caKey, now.atOffset(ZoneOffset.UTC)).query(OcspSignerRows::row).optional();
	}

	/**
	 * Destroys keys whose certificate has ended, or was never kept.
	 */
	void deleteEnded(Instant now) {
		this.jdbc.sql("""
				DELETE FROM ocsp_signer WHERE EXISTS (SELECT 1 FROM certificate c WHERE c.id = ocsp_signer.certificate
				  AND (c.state = 'ORPHANED' OR c.not_after < ?))
				""").param(now.atOffset(ZoneOffset.UTC)).update();
	}

	private static Row row(ResultSet row, int number) throws SQLException {
		try {
			return new Row(row.getObject("certificate", UUID.class), new X509CertificateHolder(row.getBytes("der")),
					new WrappedKey(row.getBytes("data_key"), row.getBytes("ciphertext")));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A signer with its key at rest.
	 */
	record Row(UUID id, X509CertificateHolder certificate, WrappedKey wrapped) {
	}

}
