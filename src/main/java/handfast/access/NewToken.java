package handfast.access;

import java.time.Instant;
import java.util.List;

import handfast.x509.Cidr;
import org.jspecify.annotations.Nullable;

/**
 * A token to be made.
 *
 * @see Token
 */
public record NewToken(String name, Role role, List<String> names, List<Cidr> networks, @Nullable Instant expires) {
}
