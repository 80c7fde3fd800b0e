/**
 * What may be issued: names, lifetimes, keys, extensions; and the permit list. Asked
 * twice for each certificate: about the request, for a clear answer, and about the final
 * bytes, by the gate.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "x509", "problem", "storage", "validation", "egress", "audit", "access" })
package handfast.profile;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
