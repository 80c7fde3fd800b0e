package handfast.profile;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import org.jspecify.annotations.Nullable;

import org.springframework.data.domain.Persistable;

/**
 * Row of an entry that a call added.
 */
@Entity
@Table(name = "permitted_name")
class PermittedNameEntity implements Persistable<UUID> {

	@Id
	private UUID id;

	private String entry;

	private @Nullable String remark;

	private UUID addedBy;

	private Instant addedAt;

	@Transient
	private boolean isNew;

	@SuppressWarnings("NullAway.Init") // Hibernate sets all.
	PermittedNameEntity() {
	}

	/**
	 * A new row.
	 * @param addedAt to the microsecond
	 */
	PermittedNameEntity(UUID id, String entry, @Nullable String remark, UUID addedBy, Instant addedAt) {
		this.id = id;
		this.entry = entry;
		this.remark = remark;
		this.addedBy = addedBy;
		this.addedAt = addedAt;
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

	PermittedName toPermittedName() {
		return new PermittedName(this.id, this.entry, PermittedName.Source.CALL, this.remark, this.addedBy,
				this.addedAt);
	}

}
