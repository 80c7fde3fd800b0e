package handfast.enrollment;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import handfast.access.IdempotencyKey;
import handfast.certificate.Contact;
import handfast.x509.DistinguishedName;
import handfast.x509.KeyAlgorithm;
import handfast.x509.Name;

/**
 * What someone asks for, each text parsed into its type. With a CSR, names may be empty:
 * the CSR's SAN is then what is asked for.
 *
 * @param contacts who is told about it
 * @param autoRenew whether it is renewed by itself; empty for what the profile says
 */
public record EnrollmentRequest(String profile, List<Name> names, Optional<DistinguishedName> subject,
		Optional<KeyAlgorithm> key, Optional<Duration> validity, Optional<String> csr,
		Optional<IdempotencyKey> idempotencyKey, List<Contact> contacts, Optional<Boolean> autoRenew) {

	/**
	 * A certificate for names, by a key made here, all else as the profile has it.
	 */
	public static EnrollmentRequest forNames(String profile, List<Name> names) {
		return new EnrollmentRequest(profile, names, Optional.empty(), Optional.empty(), Optional.empty(),
				Optional.empty(), Optional.empty(), List.of(), Optional.empty());
	}

}
