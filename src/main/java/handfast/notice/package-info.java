/**
 * Telling people and systems: mail, webhooks, a calendar. What is to be told is found
 * from rows, each once over all nodes, and kept until it was told; an event that is lost
 * loses nothing.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "x509", "problem", "storage", "validation", "egress", "audit", "access",
		"key", "certificate", "authority", "revocation", "enrollment", "installation" })
package handfast.notice;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
