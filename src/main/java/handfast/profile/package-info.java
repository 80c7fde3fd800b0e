/**
 * What may be issued: names, lifetimes, keys, extensions; and the permit list.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "x509", "problem", "storage", "validation", "egress", "audit", "access" })
package handfast.profile;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
