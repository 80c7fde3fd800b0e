package handfast.revocation;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import handfast.authority.Authorities;
import handfast.authority.Authority;
import handfast.problem.ProblemType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * CA certificates as they are served: read from the database, and from memory while that
 * is away (security §2.3).
 */
@Component
class CaCertificates {

	private static final Logger logger = LoggerFactory.getLogger(CaCertificates.class);

	private final Authorities authorities;

	private final Map<UUID, byte[]> known = new ConcurrentHashMap<>();

	private volatile byte @Nullable [] root;

	CaCertificates(Authorities authorities) {
		this.authorities = authorities;
	}

	Optional<byte[]> find(UUID authority) {
		readAgain();
		return Optional.ofNullable(this.known.get(authority));
	}

	byte[] root() {
		readAgain();
		byte[] der = this.root;
		if (der == null) {
			throw ProblemType.NOT_FOUND.because("There is no root yet.");
		}
		return der;
	}

	private void readAgain() {
		try {
			for (Authority authority : this.authorities.all()) {
				this.known.put(authority.id(), authority.der());
				if (authority.kind() == Authority.Kind.ROOT) {
					this.root = authority.der();
				}
			}
		}
		catch (DataAccessException | TransactionException ex) {
			logger.debug("CA certificates are served from memory", ex);
		}
	}

}
