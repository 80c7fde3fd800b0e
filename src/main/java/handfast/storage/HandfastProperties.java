package handfast.storage;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings that more than one module reads. Validated before anything is made.
 *
 * @param home where all state lives, readable by its owner alone
 * @param keyFile the key that wraps all keys; {@code kek} in the home where not set
 * @param bindAddress both doors
 * @param httpsPort 0 takes a free one
 * @param httpPort 0 takes a free one
 * @param hostNames in Handfast's own certificate; empty means localhost, its addresses
 * and this host's name
 * @param publicUrl what certificates say about CRL; {@code http://localhost:PORT} where
 * not set
 * @param freeSpaceFloor nothing is signed with less room on the home's disk
 */
@ConfigurationProperties("handfast")
public record HandfastProperties(@DefaultValue("data") Path home, @Nullable Path keyFile,
		@DefaultValue("127.0.0.1") String bindAddress, @DefaultValue("8443") int httpsPort,
		@DefaultValue("8080") int httpPort, @DefaultValue List<String> hostNames, @Nullable URI publicUrl,
		@DefaultValue("200MB") DataSize freeSpaceFloor) {
}
