package handfast.profile;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import handfast.access.Caller;
import handfast.storage.HandfastProperties;
import handfast.storage.Home;
import handfast.validation.Violation;
import handfast.x509.Name;
import org.springframework.stereotype.Service;

/**
 * The profiles of this installation and the rules that a request must keep. They are read
 * once, at the start.
 */
@Service
public class Profiles {

	private final Map<String, Profile> profiles;

	private final PermitList permitList;

	private final PermitCall permitCall;

	Profiles(Home home, PermitList permitList, HandfastProperties properties) {
		this.profiles = new ProfileFiles(home.resolve("profiles")).read();
		this.permitList = permitList;
		this.permitCall = new PermitCall(home.path(), properties.httpsPort());
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
		return new ProfileRules(profile, wanted, caller, this::permits, this.permitCall).violations();
	}

	/**
	 * Whether the permit list holds the name.
	 */
	public boolean permits(Name name) {
		return this.permitList.permits(name);
	}

}
