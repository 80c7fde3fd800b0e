package handfast.profile;

import java.time.Duration;
import java.util.List;

import handfast.x509.DistinguishedName;
import handfast.x509.KeyAlgorithm;
import handfast.x509.Name;
import org.jspecify.annotations.Nullable;

/**
 * What a certificate is asked to say.
 *
 * @param subject as asked for; where null the profile's rule makes one from the names
 * @param validity as asked for; where null the profile's default
 */
public record Wanted(String profile, List<Name> names, @Nullable DistinguishedName subject, KeyAlgorithm keyAlgorithm,
		@Nullable Duration validity) {
}
