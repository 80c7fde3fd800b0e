package handfast.certificate;

import java.util.UUID;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Changes who is told about a certificate that was issued, and whether it is renewed by
 * itself.
 */
@Service
public class Upkeeps {

	private final JdbcTemplate jdbc;

	private final SearchRows searchRows;

	private final DueRenewals renewals;

	Upkeeps(JdbcTemplate jdbc, SearchRows searchRows, DueRenewals renewals) {
		this.jdbc = jdbc;
		this.searchRows = searchRows;
		this.renewals = renewals;
	}

	/**
	 * Changes it, with all that searches and renewals read. Its successors inherit it.
	 * @param certificate as it was read in the same transaction
	 */
	@Transactional
	public void change(Certificate certificate, Upkeep upkeep) {
		UUID id = certificate.id();
		this.jdbc.update("update certificate set contacts = ?, auto_renew = ? where id = ?",
				(statement) -> new Parameters(statement).text(Contact.write(upkeep.contacts()))
					.flag(upkeep.autoRenew())
					.id(id));
		this.searchRows.tell(id, SearchKeys.of(certificate.upkeep().contacts()), SearchKeys.of(upkeep.contacts()));
		this.renewals.end(id);
		if (upkeep.autoRenew() && certificate.keyHeld()) {
			this.renewals.add(id, certificate.notBefore(), certificate.notAfter());
		}
	}

	/**
	 * Holds a certificate until the transaction ends, so that of two changes one comes
	 * after the other.
	 */
	@Transactional
	public void hold(UUID id) {
		this.jdbc.query("select id from certificate where id = ? for update",
				(statement) -> new Parameters(statement).id(id), (row, number) -> Columns.id(row, "id"));
	}

}
