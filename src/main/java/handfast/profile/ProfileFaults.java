package handfast.profile;

import java.util.List;

import handfast.storage.StartRefused;

/**
 * Profiles that can't be used. Stops the start; the message tells all faults in one line.
 */
public class ProfileFaults extends StartRefused {

	private final List<String> faults;

	ProfileFaults(List<String> faults) {
		super(String.join("; ", faults));
		this.faults = List.copyOf(faults);
	}

	public List<String> faults() {
		return this.faults;
	}

}
