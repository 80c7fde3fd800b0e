/**
 * A bundle that has been proven: keystores and the self-test. It joins {@code bundle},
 * which knows files, and {@code handshake}, which knows TLS; neither knows the other.
 * Nothing leaves before a handshake with exactly its bytes.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "x509", "problem", "storage", "validation", "egress", "audit", "access",
		"key", "profile", "certificate", "authority", "bundle", "handshake" })
package handfast.delivery;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
