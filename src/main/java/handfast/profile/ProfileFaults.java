package handfast.profile;

import java.util.List;

/**
 * Profiles that can't be used. Stops the start; the message is one sentence a fault.
 */
public class ProfileFaults extends IllegalStateException {

	private final List<String> faults;

	ProfileFaults(List<String> faults) {
		super(String.join("\n", faults));
		this.faults = List.copyOf(faults);
	}

	public List<String> faults() {
		return this.faults;
	}

}
