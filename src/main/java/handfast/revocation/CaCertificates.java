package handfast.revocation;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import handfast.authority.Authorities;
import handfast.authority.Authority;
import handfast.problem.ProblemType;
import org.jspecify.annotations.Nullable;
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

	private volatile byte @Nullable [] root;

	CaCertificates(Authorities authorities) {
		this.authorities = authorities;
	}

	Optional<byte[]> find(UUID authority) {
		return Optional.ofNullable(this.known.get(authority));
	}

	byte[] root() {
		byte[] der = this.root;
		if (der == null) {
			throw ProblemType.NOT_FOUND.because("There is no root yet.");
		}
		return der;
	}

	void readAgain() {
		for (Authority authority : this.authorities.all()) {
			this.known.put(authority.id(), authority.der());
			if (authority.kind() == Authority.Kind.ROOT) {
				this.root = authority.der();
			}
		}
	}

}
