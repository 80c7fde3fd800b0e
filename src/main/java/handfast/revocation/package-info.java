/**
 * CRLs, OCSP answers, and what the plain door serves under /pki. It compares rows every
 * few seconds instead of trusting events, and serves from files and memory, so that a
 * database that is away is not missed.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "x509", "problem", "storage", "validation", "egress", "audit", "access",
		"key", "profile", "certificate", "authority" })
package handfast.revocation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
