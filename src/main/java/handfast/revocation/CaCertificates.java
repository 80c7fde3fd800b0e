package handfast.revocation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import handfast.authority.Authorities;
import handfast.authority.Authority;
import handfast.problem.ProblemType;
import org.springframework.stereotype.Component;

/**
 * CA certificates as they are served: from memory, which is filled whenever CRLs are
 * brought up to date, so that a database that is away or slow is not missed (security
 * §2.3).
 */
@Component
class CaCertificates {

	private final Authorities authorities;

	private final Map<UUID, byte[]> known = new ConcurrentHashMap<>();

	private volatile List<byte[]> roots = List.of();

	CaCertificates(Authorities authorities) {
		this.authorities = authorities;
	}

	Optional<byte[]> find(UUID authority) {
		return Optional.ofNullable(this.known.get(authority));
	}

	/**
	 * What clients may have to trust, the root in turn first.
	 */
	List<byte[]> roots() {
		if (this.roots.isEmpty()) {
			throw ProblemType.NOT_FOUND.because("There is no root yet.");
		}
		return this.roots;
	}

	void readAgain() {
		for (Authority authority : this.authorities.all()) {
			this.known.put(authority.id(), authority.der());
		}
		this.roots = this.authorities.anchors();
	}

}
