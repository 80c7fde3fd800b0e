package handfast.certificate;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import handfast.problem.ProblemType;
import handfast.x509.Fingerprint;
import handfast.x509.SerialNumber;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementSetter;
import org.springframework.stereotype.Component;

/**
 * The rows of certificates, one or a few at a time, by what names them alone.
 */
@Component
class Inventory {

	private static final String IMPORT = """
			insert into certificate (id, state, kind, issuer_id, foreign_issuer, serial, shard, der, fingerprint, subject,
			  issuer, owner, names, not_before, not_after, key_algorithm, subject_key, spki_sha256, key_held, lineage,
			  on_hold, standing, chain_id, decided_at, reserved_at)
			values (?, 'ISSUED', 'END_ENTITY', ?, true, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, true, ?, false, ?, ?, ?,
			  current_timestamp)
			""";

	private final JdbcTemplate jdbc;

	private final Chains chains;

	private final SearchRows searchRows;

	private final Clock clock;

	Inventory(JdbcTemplate jdbc, Chains chains, SearchRows searchRows, Clock clock) {
		this.jdbc = jdbc;
		this.chains = chains;
		this.searchRows = searchRows;
		this.clock = clock;
	}

	Optional<Certificate> find(UUID id) {
		return select("id = ?", (statement) -> new Parameters(statement).id(id)).stream().findFirst();
	}

	Optional<Certificate> find(UUID issuerKey, SerialNumber serial) {
		return select("serial = ? and issuer_id = ?",
				(statement) -> new Parameters(statement).bytes(serial.value().toByteArray()).id(issuerKey))
			.stream()
			.findFirst();
	}

	/**
	 * All with the serial, one an issuer.
	 */
	List<Certificate> findBySerial(byte[] serial) {
		return select("serial = ?", (statement) -> new Parameters(statement).bytes(serial));
	}

	Optional<Certificate> find(Fingerprint fingerprint) {
		return select("fingerprint = ?", (statement) -> new Parameters(statement).bytes(fingerprint.bytes())).stream()
			.findFirst();
	}

	/**
	 * Those of the ids that exist, in the order of the ids.
	 */
	List<Certificate> findAll(List<UUID> ids) {
		if (ids.isEmpty()) {
			return List.of();
		}
		String places = String.join(", ", Collections.nCopies(ids.size(), "?"));
		Map<UUID, Certificate> found = new HashMap<>();
		for (Certificate certificate : select("id in (" + places + ")", (statement) -> {
			Parameters parameters = new Parameters(statement);
			for (UUID id : ids) {
				parameters.id(id);
			}
		})) {
			found.put(certificate.id(), certificate);
		}
		return ids.stream().filter(found::containsKey).map(found::get).toList();
	}

	void recordProof(UUID id, Certificate.Proof proof) {
		this.jdbc.update("""
				update certificate set proof_verdict = ?, proof_report = ?, proof_summary = ?, proof_findings = ?
				where id = ?
				""",
				(statement) -> new Parameters(statement).text(proof.verdict())
					.id(proof.report())
					.text(proof.summary())
					.text(proof.findings())
					.id(id));
	}

	Certificate importForeign(ForeignCertificate foreign) {
		Fingerprint fingerprint = Fingerprint.of(foreign.der());
		Instant now = this.clock.instant();
		Standing standing = Standing.of(Status.of(false, false, false, foreign.notBefore(), foreign.notAfter(), now));
		UUID chain = this.chains.storeByContent(foreign.chain());
		try {
			this.jdbc.update(IMPORT,
					(statement) -> new Parameters(statement).id(foreign.id())
						.id(UUID.nameUUIDFromBytes(foreign.issuerName()))
						.bytes(foreign.serial())
						.bytes(foreign.der())
						.bytes(fingerprint.bytes())
						.text(storable(foreign.subject()))
						.text(storable(foreign.issuer()))
						.id(foreign.owner())
						.text(NamesText.write(foreign.names()))
						.instant(foreign.notBefore())
						.instant(foreign.notAfter())
						.text(storable(foreign.keyAlgorithm()))
						.id(foreign.subjectKey())
						.bytes(foreign.spkiSha256())
						.id(foreign.id())
						.number(standing.number())
						.id(chain)
						.instant(now));
		}
		catch (DuplicateKeyException ex) {
			throw ProblemType.CONFLICT.because("This certificate is in the inventory already; look for it with "
					+ "GET /api/v1/certificates?serialNumber=" + HexFormat.of().formatHex(foreign.serial()));
		}
		this.searchRows.insert(foreign.id(), SearchKeys.of(foreign.names(), foreign.owner(), null, List.of()), standing,
				foreign.notAfter());
		return find(foreign.id()).orElseThrow();
	}

	private List<Certificate> select(String condition, PreparedStatementSetter parameters) {
		Map<UUID, List<byte[]>> seen = new HashMap<>();
		List<Certificate> bare = new ArrayList<>();
		List<UUID> chainIds = new ArrayList<>();
		this.jdbc.query("select " + Columns.ALL + " from certificate where " + condition, parameters, (row) -> {
			bare.add(Columns.certificate(row));
			chainIds.add(Columns.id(row, "chain_id"));
		});
		List<Certificate> whole = new ArrayList<>();
		for (int i = 0; i < bare.size(); i++) {
			whole.add(bare.get(i).withChain(seen.computeIfAbsent(chainIds.get(i), this.chains::find)));
		}
		return whole;
	}

	// PostgreSQL keeps no NUL, and X.500 strings of others may be as long as they like.
	private static String storable(String observed) {
		String text = observed.replace('\0', '\uFFFD');
		return text.substring(0, Math.min(text.length(), 8000));
	}

}
