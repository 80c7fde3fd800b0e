package handfast.operations;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

import handfast.access.Caller;
import handfast.access.Tokens;
import handfast.audit.AuditEntry;
import handfast.audit.AuditLine;
import handfast.audit.AuditReader;
import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.revocation.RestoredRevocations;
import handfast.storage.Durability;
import handfast.storage.Installation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Does again what a lost service did after the backup that this one was restored from, as
 * far as its audit tells: a certificate that was revoked stays revoked, a token that was
 * taken back stays so. Done twice it changes nothing.
 */
@Component
class LostActs {

	private static final Logger logger = LoggerFactory.getLogger(LostActs.class);

	private final AuditReader audit;

	private final RestoredRevocations revocations;

	private final Tokens tokens;

	private final Installation installation;

	private final Durability durability;

	LostActs(AuditReader audit, RestoredRevocations revocations, Tokens tokens, Installation installation,
			Durability durability) {
		this.audit = audit;
		this.revocations = revocations;
		this.tokens = tokens;
		this.installation = installation;
		this.durability = durability;
	}

	/**
	 * Before anyone is served.
	 */
	void doAgain() {
		this.audit.forEachFromOtherNodes(this::doAgain);
		this.durability.await();
	}

	private void doAgain(AuditEntry entry) {
		AuditLine line = entry.line();
		String object = line.object();
		if (object == null || !line.outcome().equals("done")) {
			return;
		}
		try {
			doAgain(line, UUID.fromString(object), entry.time());
		}
		catch (IllegalArgumentException ex) {
			logger.debug("{} names no id", line.action());
		}
		catch (Problem ex) {
			// What is not there any more, or never was, needs nothing.
			if (ex.type() != ProblemType.NOT_FOUND && ex.type() != ProblemType.CONFLICT) {
				throw ex;
			}
		}
	}

	private void doAgain(AuditLine line, UUID object, Instant at) {
		switch (line.action()) {
			case "certificate.revoke" ->
				this.revocations.revoke(object, Objects.requireNonNullElse(line.detail(), ""), at);
			case "certificate.release" -> this.revocations.release(object);
			case "key.block" -> this.revocations.block(object);
			case "token.revoke" -> this.tokens.revoke(object, Caller.installation(this.installation.id()));
			default -> {
			}
		}
	}

}
