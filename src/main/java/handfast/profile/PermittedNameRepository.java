package handfast.profile;

import java.util.List;
import java.util.UUID;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

/**
 * Entries that calls added.
 */
interface PermittedNameRepository extends JpaRepository<PermittedNameEntity, UUID> {

	/**
	 * Newest first: ids rise with time.
	 */
	List<PermittedNameEntity> findAllByOrderByIdDesc();

	/**
	 * Of several callers, one is told 1.
	 */
	@Modifying
	@Query("delete from PermittedNameEntity where id = :id")
	int remove(UUID id);

}
