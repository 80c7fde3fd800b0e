package handfast.operations;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.authority.Authorities;
import handfast.authority.Authority;
import handfast.storage.Durability;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * {@code resume}: lets CAs sign again that paused after a check failed on what they had
 * signed (security §1.3).
 */
@Component
class ResumeCommand implements ControlCommand {

	private final Authorities authorities;

	private final AuditLog audit;

	private final TransactionOperations transactions;

	private final Durability durability;

	ResumeCommand(Authorities authorities, AuditLog audit, TransactionOperations transactions, Durability durability) {
		this.authorities = authorities;
		this.audit = audit;
		this.transactions = transactions;
		this.durability = durability;
	}

	@Override
	public String name() {
		return "resume";
	}

	@Override
	public List<String> run(Map<String, String> arguments) {
		List<String> resumed = this.authorities.all()
			.stream()
			.map(Authority::id)
			.filter(this::resume)
			.map(UUID::toString)
			.toList();
		this.durability.await();
		return resumed.isEmpty() ? List.of("No CA is paused.")
				: List.of("These CAs sign again: " + String.join(", ", resumed));
	}

	private boolean resume(UUID id) {
		return Boolean.TRUE.equals(this.transactions.execute((status) -> {
			boolean resumed = this.authorities.resume(id);
			if (resumed) {
				// Last within the transaction: what cannot be audited is not done.
				this.audit.record(AuditLine.of("handfast", "authority.resume", id.toString(), "done"));
			}
			return resumed;
		}));
	}

}
