package handfast.operations;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import handfast.authority.Authorities;
import handfast.authority.Authority;

import org.springframework.stereotype.Component;

/**
 * {@code resume}: lets CAs sign again that paused after a check failed on what they had
 * signed (security §1.3).
 */
@Component
class ResumeCommand implements ControlCommand {

	private final Authorities authorities;

	ResumeCommand(Authorities authorities) {
		this.authorities = authorities;
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
		return resumed.isEmpty() ? List.of("No CA is paused.")
				: List.of("These CAs sign again: " + String.join(", ", resumed));
	}

}
