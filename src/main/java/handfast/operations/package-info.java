/**
 * First start, our own certificate, the command line, the control socket, health and
 * doors.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "x509", "problem", "storage", "validation", "egress", "audit", "access",
		"key", "profile", "certificate", "authority", "revocation", "bundle", "handshake", "delivery", "enrollment" })
package handfast.operations;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
