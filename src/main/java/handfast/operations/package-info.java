/**
 * First start, our own certificate, the command line, the control socket, health and
 * doors. On top of all: it brings home and database together before anything is served,
 * and is a customer of {@code enrollment} like any other.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "x509", "problem", "storage", "validation", "egress", "audit", "access",
		"key", "profile", "certificate", "authority", "revocation", "bundle", "handshake", "delivery", "enrollment",
		"installation", "notice", "client" })
package handfast.operations;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
