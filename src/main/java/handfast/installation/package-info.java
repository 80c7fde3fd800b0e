/**
 * Places where certificates live: the kit that installs one there, renews it and goes
 * back where the proof fails, and the watch over what each place really serves. A target
 * is one file that says what a kind of server wants; adding one is adding that file.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "x509", "problem", "storage", "validation", "egress", "audit", "access",
		"key", "profile", "certificate", "authority", "bundle", "handshake", "delivery", "enrollment" })
package handfast.installation;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
