package handfast.operations;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

import com.google.common.net.InternetDomainName;
import com.ibm.icu.util.VersionInfo;
import handfast.access.PublicEndpoint;
import handfast.authority.Authorities;
import handfast.key.KeyEncryptionKeys;
import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.storage.ServiceState;
import io.swagger.v3.oas.annotations.Hidden;

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

	private static final String GUAVA = guava();

	private final JdbcClient jdbc;

	private final ServiceState state;

	private final KeyEncryptionKeys keys;

	private final Authorities authorities;

	private final Clock clock;

	HealthController(JdbcClient jdbc, ServiceState state, KeyEncryptionKeys keys, Authorities authorities,
			Clock clock) {
		this.jdbc = jdbc;
		this.state = state;
		this.keys = keys;
		this.authorities = authorities;
		this.clock = clock;
	}

	/**
	 * 200 where all is well, 503 where something is not.
	 */
	@GetMapping("/health")
	@PublicEndpoint
	ResponseEntity<Health> health() {
		Map<String, String> checks = new LinkedHashMap<>();
		checks.put("database", database());
		checks.put("signing", signing());
		boolean up = checks.values().stream().allMatch("up"::equals);
		Map<String, String> tables = Map.of("idna",
				"Unicode " + com.ibm.icu.lang.UCharacter.getUnicodeVersion() + " (ICU " + VersionInfo.ICU_VERSION + ")",
				"publicSuffixes", GUAVA);
		return ResponseEntity.status(up ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
			.cacheControl(CacheControl.noStore())
			.body(new Health(up ? "up" : "down", this.clock.instant(), checks, tables));
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

	// Guava's release says how old its list is; its manifest names none.
	private static String guava() {
		Properties properties = new Properties();
		try (InputStream input = InternetDomainName.class
			.getResourceAsStream("/META-INF/maven/com.google.guava/guava/pom.properties")) {
			if (input != null) {
				properties.load(input);
			}
		}
		catch (IOException ex) {
			// As good as missing.
		}
		return "Guava " + properties.getProperty("version", "of an unknown release");
	}

	/**
	 * The JSON.
	 *
	 * @param tables versions of the tables that names are judged by
	 */
	record Health(String status, Instant time, Map<String, String> checks, Map<String, String> tables) {
	}

}
