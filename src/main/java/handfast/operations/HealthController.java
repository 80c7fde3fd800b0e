package handfast.operations;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import handfast.access.PublicEndpoint;
import handfast.authority.Authorities;
import handfast.key.KeyEncryptionKeys;
import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.storage.Installation;
import handfast.storage.ServiceState;
import io.swagger.v3.oas.annotations.Hidden;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /health} on the plain door: whether the service can do its job now, for load
 * balancers and people. Says nothing that an intruder could use.
 */
@RestController
@Hidden
class HealthController {

	private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final Map<String, String> TABLES = NameTables.told();

	private final JdbcClient jdbc;

	private final ServiceState state;

	private final KeyEncryptionKeys keys;

	private final Authorities authorities;

	private final Installation installation;

	private final Clock clock;

	private final ReentrantLock looking = new ReentrantLock();

	private volatile @Nullable Health last;

	private volatile long lookedAt;

	HealthController(JdbcClient jdbc, ServiceState state, KeyEncryptionKeys keys, Authorities authorities,
			Installation installation, Clock clock) {
		this.jdbc = jdbc;
		this.state = state;
		this.keys = keys;
		this.authorities = authorities;
		this.installation = installation;
		this.clock = clock;
	}

	/**
	 * 200 where all is well, 503 where something is not.
	 */
	@GetMapping("/health")
	@PublicEndpoint
	ResponseEntity<Health> health() {
		Health health = recent();
		return ResponseEntity.status(health.status().equals("up") ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
			.cacheControl(CacheControl.noStore())
			.body(health);
	}

	/**
	 * What each check says: {@code up}, or why not.
	 */
	Map<String, String> checks() {
		return recent().checks();
	}

	// One looks, once a second at most; a database that hangs must not take all threads
	// of
	// the plain door, which serves CRLs.
	private Health recent() {
		Health known = this.last;
		if (known != null && System.nanoTime() - this.lookedAt < LOOK_NANOS) {
			return known;
		}
		if (known != null && !this.looking.tryLock()) {
			return known;
		}
		if (known == null) {
			this.looking.lock();
		}
		try {
			Health health = look();
			this.last = health;
			this.lookedAt = System.nanoTime();
			return health;
		}
		finally {
			this.looking.unlock();
		}
	}

	private Health look() {
		Map<String, String> checks = new LinkedHashMap<>();
		checks.put("database", database());
		checks.put("signing", checks.containsValue("down") ? "down" : signing());
		boolean up = checks.values().stream().allMatch("up"::equals);
		return new Health(up ? "up" : "down", this.clock.instant(), checks, TABLES);
	}

	private String database() {
		try {
			this.jdbc.sql("SELECT 1").query(Integer.class).single();
			return "up";
		}
		catch (DataAccessException | TransactionException ex) {
			return "down";
		}
	}

	private String signing() {
		try {
			this.state.requireReadyToSign();
			this.installation.requireCurrent();
			if (this.keys.sealed()) {
				return ProblemType.SEALED.slug();
			}
			return this.authorities.paused() ? ProblemType.AUTHORITY_FAULTY.slug() : "up";
		}
		catch (DataAccessException | TransactionException ex) {
			return "down";
		}
		catch (Problem problem) {
			return problem.type().slug();
		}
	}

	/**
	 * The JSON.
	 *
	 * @param tables that names are judged by, with their dates
	 */
	record Health(String status, Instant time, Map<String, String> checks, Map<String, String> tables) {
	}

}
