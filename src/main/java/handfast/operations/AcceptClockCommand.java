package handfast.operations;

import java.time.Clock;
import java.util.List;
import java.util.Map;

import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.storage.ServiceState;

import org.springframework.stereotype.Component;

/**
 * {@code accept-clock}: an administrator says that the clock is right now (security
 * §2.5).
 */
@Component
class AcceptClockCommand implements ControlCommand {

	private final ServiceState state;

	private final AuditLog audit;

	private final Clock clock;

	AcceptClockCommand(ServiceState state, AuditLog audit, Clock clock) {
		this.state = state;
		this.audit = audit;
		this.clock = clock;
	}

	@Override
	public String name() {
		return "accept-clock";
	}

	@Override
	public List<String> run(Map<String, String> arguments) {
		// Before it is done: what cannot be audited is not done.
		this.audit.record(AuditLine.of("handfast", "installation.accept-clock", null, "intent")
			.withDetail("the clock says " + this.clock.instant()));
		this.state.acceptClock();
		this.audit.record(AuditLine.of("handfast", "installation.accept-clock", null, "done"));
		return List.of("It is " + this.clock.instant() + ": signing goes on.");
	}

}
