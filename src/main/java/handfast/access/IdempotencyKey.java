package handfast.access;

import java.util.UUID;

/**
 * A request that may come again. Bound by {@link Idempotency} to the caller, the path and
 * the body.
 *
 * @param caller the token
 * @param path of the call
 * @param key 1 to 255 printable ASCII characters
 * @param bodyMac HMAC-SHA-256 of the canonical body under a key of this installation
 */
public record IdempotencyKey(UUID caller, String path, String key, byte[] bodyMac) {
}
