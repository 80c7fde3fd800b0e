package handfast.profile;

import java.util.List;
import java.util.Optional;

import handfast.access.Caller;
import handfast.validation.Violation;
import handfast.x509.Name;

/**
 * The profiles of this installation and the rules that a request must keep.
 */
public interface Profiles {

	Optional<Profile> find(String name);

	List<Profile> all();

	/**
	 * All that the profile, the permit list and the caller's own limits have against the
	 * wish. Empty where nothing stands against it.
	 */
	List<Violation> violationsIn(Profile profile, Wanted wanted, Caller caller);

	/**
	 * Whether the permit list holds the name.
	 */
	boolean permits(Name name);

}
