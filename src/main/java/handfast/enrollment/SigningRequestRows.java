package handfast.enrollment;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import handfast.access.Caller;
import handfast.access.Paging;
import handfast.certificate.StillNeeded;
import handfast.handshake.AnchorsBroughtAlong;
import handfast.x509.ObservedName;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;

/**
 * Signing requests as they are kept, and the anchors that came with their answers.
 */
@Component
class SigningRequestRows implements AnchorsBroughtAlong, StillNeeded {

	private static final TypeReference<List<ObservedName>> NAMES = new TypeReference<>() {
	};

	private final SigningRequestRepository repository;

	private final ObjectMapper json;

	SigningRequestRows(SigningRequestRepository repository, ObjectMapper json) {
		this.repository = repository;
		this.json = json;
	}

	void insert(SigningRequest request) {
		this.repository.saveAndFlush(new SigningRequestEntity(request, this.json.writeValueAsString(request.names())));
	}

	@Override
	public boolean isNeeded(Expired certificate) {
		return this.repository.findByCertificate(certificate.id()).isPresent();
	}

	Optional<SigningRequest> find(UUID id) {
		return this.repository.findById(id).map(this::read);
	}

	/**
	 * Newest first; a requester's own alone.
	 */
	List<SigningRequest> list(Caller caller, Paging paging) {
		Limit limit = Limit.of(paging.rows());
		boolean all = caller.sees(null);
		if (paging.isFirst()) {
			return read(all ? this.repository.findAllByOrderByIdDesc(limit)
					: this.repository.findByOwnerOrderByIdDesc(caller.id(), limit));
		}
		UUID before = UUID.fromString(paging.position().getFirst());
		return read(all ? this.repository.findByIdLessThanOrderByIdDesc(before, limit)
				: this.repository.findByOwnerAndIdLessThanOrderByIdDesc(caller.id(), before, limit));
	}

	/**
	 * Binds the answer, unless another came first. Takes part in the caller's
	 * transaction.
	 */
	@Transactional
	public boolean complete(UUID id, UUID certificate, List<byte[]> anchors, Instant at) {
		boolean first = this.repository.complete(id, certificate, at.truncatedTo(ChronoUnit.MICROS)) == 1;
		if (first) {
			this.repository.findById(id).orElseThrow().anchors().addAll(anchors);
		}
		return first;
	}

	/**
	 * Puts other anchors in the place of those that came before. Takes part in the
	 * caller's transaction.
	 */
	@Transactional
	public void trust(UUID id, List<byte[]> anchors) {
		List<byte[]> kept = this.repository.findById(id).orElseThrow().anchors();
		kept.clear();
		kept.addAll(anchors);
	}

	void delete(UUID id) {
		this.repository.deleteById(id);
	}

	@Override
	@Transactional(readOnly = true)
	public List<byte[]> anchorsOf(UUID certificate) {
		return this.repository.findByCertificate(certificate)
			.map((row) -> List.copyOf(row.anchors()))
			.orElse(List.of());
	}

	private List<SigningRequest> read(List<SigningRequestEntity> rows) {
		return rows.stream().map(this::read).toList();
	}

	private SigningRequest read(SigningRequestEntity row) {
		return row.toSigningRequest(this.json.readValue(row.names(), NAMES));
	}

}
