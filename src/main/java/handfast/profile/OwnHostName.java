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

	static Optional<DnsName> find() {
		return HostName.find().flatMap(OwnHostName::certifiable);
	}

	private static Optional<DnsName> certifiable(String text) {
		try {
			return Optional.of(DnsName.parse(text));
		}
		catch (MalformedException ex) {
			return Optional.empty();
		}
	}

}
