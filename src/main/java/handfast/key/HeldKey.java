package handfast.key;

import java.util.UUID;

/**
 * The row of a private key that Handfast holds, and whom it was made for.
 */
public record HeldKey(UUID id, UUID owner) {
}
