/**
 * Forms of file: keystores and PEM, made, read back and inspected. Knows keys and chains,
 * not CAs: a certificate of another CA is bundled like one of ours. Whether a file of
 * ours works is not judged here but by {@code handshake}, from the bytes alone; files of
 * strangers, with no server to try them on, are judged by rule.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "x509", "problem", "storage", "validation", "egress", "audit", "access",
		"key", "profile", "certificate" })
package handfast.bundle;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
