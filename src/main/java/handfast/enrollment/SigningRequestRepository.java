package handfast.enrollment;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

/**
 * Rows of signing requests. Lists are newest first: ids rise with time.
 */
interface SigningRequestRepository extends JpaRepository<SigningRequestEntity, UUID> {

	Optional<SigningRequestEntity> findByCertificate(UUID certificate);

	List<SigningRequestEntity> findAllByOrderByIdDesc(Limit limit);

	List<SigningRequestEntity> findByIdLessThanOrderByIdDesc(UUID before, Limit limit);

	List<SigningRequestEntity> findByOwnerOrderByIdDesc(UUID owner, Limit limit);

	List<SigningRequestEntity> findByOwnerAndIdLessThanOrderByIdDesc(UUID owner, UUID before, Limit limit);

	/**
	 * Binds the answer, unless another came first: of several callers, one is told 1.
	 */
	@Modifying(flushAutomatically = true, clearAutomatically = true)
	@Query("""
			update SigningRequestEntity set certificate = :certificate, completedAt = :at
			where id = :id and certificate is null
			""")
	int complete(UUID id, UUID certificate, Instant at);

}
