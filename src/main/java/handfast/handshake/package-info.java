/**
 * The engine that sees each message of a handshake, and the report of it. It drives
 * Bouncy Castle's TLS by hand, because that shows what is on the wire after decryption;
 * the same engine serves proofs in memory and sites on the network.
 *
 * <p>
 * It may not call {@code authority}: what our own root is, it asks upward, and a proof
 * uses nothing that a stranger would not have.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "x509", "problem", "storage", "validation", "egress", "audit", "access",
		"key", "profile", "certificate" })
package handfast.handshake;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
