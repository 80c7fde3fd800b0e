package handfast.operations;

import java.util.ArrayList;
import java.util.List;

import handfast.access.Caller;
import handfast.profile.Profile;
import handfast.profile.Profiles;
import handfast.profile.Wanted;
import handfast.storage.HandfastProperties;
import handfast.storage.HostName;
import handfast.validation.Violation;
import handfast.x509.MalformedException;
import handfast.x509.Name;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * The names that Handfast's own certificate is for. One that can't be certified is left
 * out with a warning.
 */
@Component
class HostNames {

	private static final Logger logger = LoggerFactory.getLogger(HostNames.class);

	private final HandfastProperties properties;

	private final Profiles profiles;

	HostNames(HandfastProperties properties, Profiles profiles) {
		this.properties = properties;
		this.profiles = profiles;
	}

	List<Name> certifiable(Profile profile, Caller caller) {
		List<Name> names = new ArrayList<>();
		for (String text : wanted()) {
			try {
				Name name = Name.parse(text);
				List<Violation> violations = this.profiles.violationsIn(profile,
						new Wanted(profile.name(), List.of(name), null, profile.defaultKeyAlgorithm(), null), caller);
				if (!violations.isEmpty()) {
					logger.warn("The host name {} is left out of the certificate: {}", text,
							violations.getFirst().message());
				}
				else if (!names.contains(name)) {
					names.add(name);
				}
			}
			catch (MalformedException ex) {
				logger.warn("The host name {} is left out of the certificate: {}", text, ex.getMessage());
			}
		}
		return names;
	}

	private List<String> wanted() {
		if (!this.properties.hostNames().isEmpty()) {
			return this.properties.hostNames();
		}
		return List.of("localhost", "127.0.0.1", "::1", HostName.find().orElse("localhost"));
	}

}
