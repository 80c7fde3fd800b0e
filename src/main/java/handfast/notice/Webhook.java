package handfast.notice;

import java.time.Instant;
import java.util.UUID;

import handfast.key.WrappedKey;

/**
 * Where notices are posted.
 *
 * @param name as contacts say it, {@code webhook:NAME}
 * @param secret that signs what is posted, wrapped
 * @param createdBy as the audit names it
 */
record Webhook(UUID id, String name, String url, WrappedKey secret, String createdBy, Instant createdAt) {
}
