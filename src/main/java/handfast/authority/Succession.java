package handfast.authority;

import java.util.UUID;

import handfast.certificate.Certificate;
import org.jspecify.annotations.Nullable;

/**
 * What an ordered certificate renews. It belongs to the owner and the line of that one.
 *
 * @param replaced an earlier successor that was never seen in use; it is revoked as
 * superseded with the issue. Null for none
 */
public record Succession(Certificate predecessor, @Nullable UUID replaced) {
}
