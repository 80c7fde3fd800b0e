/**
 * Forms of file: keystores and PEM, made and read back. Knows keys and chains, not CAs: a
 * certificate of another CA is bundled like one of ours. Whether a file works is not
 * judged here but by {@code handshake}, from the bytes alone.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "x509", "problem", "storage", "validation", "egress", "audit", "access",
		"key", "profile", "certificate" })
package handfast.bundle;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
