package handfast.access;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.persistence.LockModeType;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.transaction.annotation.Transactional;

/**
 * Rows of tokens. Lists are newest first: ids rise with time.
 */
interface TokenRepository extends JpaRepository<TokenEntity, UUID> {

	List<TokenEntity> findAllByOrderByIdDesc(Limit limit);

	List<TokenEntity> findByIdLessThanOrderByIdDesc(UUID before, Limit limit);

	/**
	 * All of the role, locked until the transaction ends.
	 */
	@Lock(LockModeType.PESSIMISTIC_WRITE)
	List<TokenEntity> findByRole(String role);

	/**
	 * Of several callers, one is told 1.
	 */
	@Modifying
	@Query("delete from TokenEntity where id = :id")
	int remove(UUID id);

	@Transactional
	@Modifying
	@Query("update TokenEntity set lastUsedAt = :used where id = :id")
	void touch(UUID id, Instant used);

}
