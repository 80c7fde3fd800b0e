package handfast.profile;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import handfast.access.Caller;
import handfast.access.Doors;
import handfast.storage.Home;
import handfast.validation.Violation;
import handfast.x509.Name;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;

/**
 * The profiles of this installation and the rules that a request must keep. They are read
 * once, at the start.
 */
@Service
public class Profiles {

	private final Map<String, Profile> profiles;

	private final PermitList permitList;

	private final Home home;

	// Not yet known where the profiles are read: a setting of 0 takes a free port.
	private final ObjectProvider<Doors> doors;

	Profiles(Home home, PermitList permitList, ObjectProvider<Doors> doors) {
		this.profiles = new ProfileFiles(home.resolve("profiles")).read();
		this.permitList = permitList;
		this.home = home;
		this.doors = doors;
	}

	public Optional<Profile> find(String name) {
		return Optional.ofNullable(this.profiles.get(name));
	}

	/**
	 * By name.
	 */
	public List<Profile> all() {
		return List.copyOf(this.profiles.values());
	}

	/**
	 * All that the profile, the permit list and the caller's own limits have against the
	 * wish. Empty where nothing stands against it.
	 */
	public List<Violation> violationsIn(Profile profile, Wanted wanted, Caller caller) {
		PermitCall call = PermitCall.toldTo(caller, this.home.path(), this.doors.getObject());
		return new ProfileRules(profile, wanted, caller, this::permits, call).violations();
	}

	/**
	 * Whether the permit list holds the name.
	 */
	public boolean permits(Name name) {
		return this.permitList.permits(name);
	}

}
