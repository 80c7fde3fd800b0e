/**
 * Who did what: a file that is forced, chained and verified.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "x509", "problem", "storage" })
package handfast.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
