package handfast.enrollment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import handfast.x509.ObservedName;
import org.jspecify.annotations.Nullable;

import org.springframework.data.domain.Persistable;

/**
 * Row of a signing request, and the rows of the anchors that came with its answer.
 */
@Entity
@Table(name = "signing_request")
class SigningRequestEntity implements Persistable<UUID> {

	@Id
	private UUID id;

	private UUID owner;

	// JSON.
	private String names;

	private String subject;

	private String keyAlgorithm;

	private UUID subjectKey;

	private String csr;

	private Instant createdAt;

	private @Nullable UUID certificate;

	private @Nullable Instant completedAt;

	@ElementCollection
	@CollectionTable(name = "signing_request_anchor", joinColumns = @JoinColumn(name = "signing_request"))
	@OrderColumn(name = "position")
	@Column(name = "der")
	private List<byte[]> anchors = new ArrayList<>();

	@Transient
	private boolean isNew;

	@SuppressWarnings("NullAway.Init") // Hibernate sets all.
	SigningRequestEntity() {
	}

	/**
	 * A new row, without an answer.
	 * @param names as JSON
	 */
	SigningRequestEntity(SigningRequest request, String names) {
		this.id = request.id();
		this.owner = request.owner();
		this.names = names;
		this.subject = request.subject();
		this.keyAlgorithm = request.keyAlgorithm();
		this.subjectKey = request.subjectKey();
		this.csr = request.csr();
		this.createdAt = request.createdAt();
		this.isNew = true;
	}

	@Override
	public UUID getId() {
		return this.id;
	}

	@Override
	public boolean isNew() {
		return this.isNew;
	}

	String names() {
		return this.names;
	}

	/**
	 * In order; read from the database within a transaction alone.
	 */
	List<byte[]> anchors() {
		return this.anchors;
	}

	SigningRequest toSigningRequest(List<ObservedName> parsedNames) {
		return new SigningRequest(this.id, this.owner, parsedNames, this.subject, this.keyAlgorithm, this.subjectKey,
				this.csr, this.createdAt, this.certificate, this.completedAt);
	}

}
