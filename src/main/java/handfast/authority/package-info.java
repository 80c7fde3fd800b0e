/**
 * CAs and their keys, and the one gate that rehearses, records and signs.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "x509", "problem", "storage", "validation", "egress", "audit", "access",
		"key", "profile", "certificate" })
package handfast.authority;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
