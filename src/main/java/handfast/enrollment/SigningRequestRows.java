package handfast.enrollment;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import handfast.access.Caller;
import handfast.access.Paging;
import handfast.delivery.AnchorsBroughtAlong;
import handfast.x509.ObservedName;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The rows of signing requests and of the anchors that came with their answers.
 */
@Repository
class SigningRequestRows implements AnchorsBroughtAlong {

	private static final String SELECT = "SELECT id, owner, names, subject, key_algorithm, subject_key, csr,"
			+ " created_at, certificate, completed_at FROM signing_request";

	private static final TypeReference<List<ObservedName>> NAMES = new TypeReference<>() {
	};

	private final JdbcClient jdbc;

	private final ObjectMapper json;

	SigningRequestRows(JdbcClient jdbc, ObjectMapper json) {
		this.jdbc = jdbc;
		this.json = json;
	}

	void insert(SigningRequest request) {
		this.jdbc
			.sql("INSERT INTO signing_request (id, owner, names, subject, key_algorithm, subject_key, csr, created_at)"
					+ " VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
			.params(request.id(), request.owner(), this.json.writeValueAsString(request.names()), request.subject(),
					request.keyAlgorithm(), request.subjectKey(), request.csr(), Timestamp.from(request.createdAt()))
			.update();
	}

	Optional<SigningRequest> find(UUID id) {
		return this.jdbc.sql(SELECT + " WHERE id = ?").params(id).query(this::read).optional();
	}

	Optional<SigningRequest> findByCertificate(UUID certificate) {
		return this.jdbc.sql(SELECT + " WHERE certificate = ?").params(certificate).query(this::read).optional();
	}

	/**
	 * Newest first; a requester's own alone.
	 */
	List<SigningRequest> list(Caller caller, Paging paging) {
		List<String> conditions = new ArrayList<>();
		List<Object> values = new ArrayList<>();
		if (!caller.sees(null)) {
			conditions.add("owner = ?");
			values.add(caller.id());
		}
		if (!paging.isFirst()) {
			conditions.add("id < ?");
			values.add(UUID.fromString(paging.position().getFirst()));
		}
		values.add(paging.rows());
		String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
		return this.jdbc.sql(SELECT + where + " ORDER BY id DESC LIMIT ?").params(values).query(this::read).list();
	}

	/**
	 * Binds the answer, unless another came first.
	 */
	boolean complete(UUID id, UUID certificate, List<byte[]> anchors, Instant at) {
		boolean first = this.jdbc
			.sql("UPDATE signing_request SET certificate = ?, completed_at = ? WHERE id = ? AND certificate IS NULL")
			.params(certificate, Timestamp.from(at), id)
			.update() == 1;
		for (int i = 0; first && i < anchors.size(); i++) {
			this.jdbc.sql("INSERT INTO signing_request_anchor (signing_request, position, der) VALUES (?, ?, ?)")
				.params(id, i, anchors.get(i))
				.update();
		}
		return first;
	}

	void delete(UUID id) {
		this.jdbc.sql("DELETE FROM signing_request_anchor WHERE signing_request = ?").params(id).update();
		this.jdbc.sql("DELETE FROM signing_request WHERE id = ?").params(id).update();
	}

	@Override
	public List<byte[]> anchorsOf(UUID certificate) {
		return this.jdbc
			.sql("SELECT a.der FROM signing_request_anchor a JOIN signing_request r ON r.id = a.signing_request"
					+ " WHERE r.certificate = ? ORDER BY a.position")
			.params(certificate)
			.query((result, number) -> result.getBytes(1))
			.list();
	}

	private SigningRequest read(ResultSet result, int number) throws SQLException {
		Timestamp completedAt = result.getTimestamp("completed_at");
		return new SigningRequest(result.getObject("id", UUID.class), result.getObject("owner", UUID.class),
				this.json.readValue(result.getString("names"), NAMES), result.getString("subject"),
				result.getString("key_algorithm"), result.getObject("subject_key", UUID.class), result.getString("csr"),
				result.getTimestamp("created_at").toInstant(), result.getObject("certificate", UUID.class),
				(completedAt != null) ? completedAt.toInstant() : null);
	}

}
