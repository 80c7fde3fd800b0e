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

/**
 * {@code resume}: lets CAs sign again that paused after a check failed on what they had
 * signed (security §1.3).
 */
@Component
class ResumeCommand implements ControlCommand {

	private final Authorities authorities;

	private final AuditLog audit;

	private final Durability durability;

	ResumeCommand(Authorities authorities, AuditLog audit, Durability durability) {
		this.authorities = authorities;
		this.audit = audit;
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
			.filter(this.authorities::resume)
			.map(UUID::toString)
			.toList();
		resumed.forEach((id) -> this.audit.record(AuditLine.of("handfast", "authority.resume", id, "done")));
		this.durability.await();
		return resumed.isEmpty() ? List.of("No CA is paused.")
				: List.of("These CAs sign again: " + String.join(", ", resumed));
	}

}
