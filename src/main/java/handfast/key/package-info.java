/**
 * Key pairs, CSRs and their gate, and private keys wrapped at rest.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "x509", "problem", "storage", "validation", "egress", "audit", "access" })
package handfast.key;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
