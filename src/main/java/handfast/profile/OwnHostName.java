package handfast.profile;

import java.util.Optional;

import handfast.storage.HostName;
import handfast.x509.DnsName;
import handfast.x509.MalformedException;

/**
 * The name of this machine, if it can be certified.
 */
final class OwnHostName {

	private OwnHostName() {
	}

	static Optional<String> find() {
		return HostName.find().flatMap(OwnHostName::certifiable);
	}

	private static Optional<String> certifiable(String text) {
		try {
			return Optional.of(DnsName.parse(text).value());
		}
		catch (MalformedException ex) {
			return Optional.empty();
		}
	}

}
