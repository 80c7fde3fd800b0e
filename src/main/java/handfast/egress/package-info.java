/**
 * The one guard for every connection that we open.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "x509", "problem", "storage" })
package handfast.egress;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
