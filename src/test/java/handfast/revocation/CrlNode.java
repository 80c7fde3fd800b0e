package handfast.revocation;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

import handfast.audit.AuditLog;
import handfast.authority.Authority;
import handfast.authority.AuthorityFixture;
import handfast.authority.CrlProperties;
import handfast.authority.RecordingCrlSigners;
import handfast.authority.Shards;
import handfast.certificate.Certificates;
import handfast.storage.Durability;
import handfast.storage.Installation;
import handfast.x509.SerialNumber;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * A node that revokes a certificate and makes the CRL, whoever else does, each time it
 * reads a line, and says which step it has come to: a process to be killed, and so it
 * waits after the step that the line names. Arguments: home, database, key file, folder
 * for what is signed.
 */
final class CrlNode {

	private final AuthorityFixture fixture;

	private final CrlMaker maker;

	private final CrlScope scope;

	private String waitAfter = "";

	private CrlNode(AuthorityFixture fixture, Path signed) {
		this.fixture = fixture;
		this.scope = scope(fixture);
		AuditLog audit = fixture.get(AuditLog.class);
		this.maker = new CrlMaker(fixture.get(CrlRows.class), fixture.get(Served.class),
				fixture.get(Certificates.class), fixture.get(Shards.class), RecordingCrlSigners.of(fixture, signed),
				fixture.get(CrlProperties.class), (line) -> {
					say(line.outcome());
					return audit.append(line);
				}, fixture.get(Durability.class), fixture.get(Installation.class),
				fixture.get(PlatformTransactionManager.class), fixture.get(Clock.class));
	}

	static CrlScope scope(AuthorityFixture fixture) {
		Authority issuing = fixture.authorities().all().getLast();
		return new CrlScope(issuing, 1, fixture.get(Shards.class).of(issuing.key()).getFirst().url());
	}

	static void main(String[] arguments) throws Exception {
		AuthorityFixture fixture = AuthorityFixture.on(Path.of(arguments[0]),
				Map.of("spring.datasource.url", arguments[1], "spring.datasource.username", "postgres",
						"handfast.key-file", arguments[2], "spring.datasource.hikari.maximum-pool-size", "3",
						"spring.flyway.enabled", "false"));
		CrlNode node = new CrlNode(fixture, Path.of(arguments[3]));
		BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
		// What comes first takes longer.
		node.round();
		node.say("ready");
		for (String line = lines.readLine(); line != null; line = lines.readLine()) {
			node.waitAfter = line;
			node.round();
		}
		System.exit(0);
	}

	private void round() {
		UUID id = UUID.randomUUID();
		this.fixture.get(Certificates.class)
			.revokeAsOrphan(id, this.scope.caKey(), this.scope.authority().id(), 1,
					new SerialNumber(new BigInteger(126, new SecureRandom()).setBit(126)),
					Instant.now().plus(Duration.ofDays(9)), new byte[32], id, Instant.now());
		say("revoked");
		try {
			this.maker.make(this.scope);
			say("kept");
		}
		catch (DuplicateKeyException ex) {
			say("gave way");
		}
		CrlRows rows = this.fixture.get(CrlRows.class);
		rows.newest(this.scope)
			.flatMap((crl) -> rows.der(this.scope, crl.number()))
			.ifPresent((der) -> this.fixture.get(Served.class).serve(this.scope.key(), der));
		say("end");
		say(String.valueOf(this.fixture.get(Served.class).number(this.scope.key())));
	}

	private void say(String step) {
		System.out.println(step);
		System.out.flush();
		if (step.equals(this.waitAfter)) {
			LockSupport.parkNanos(Duration.ofMinutes(1).toNanos());
		}
	}

}
