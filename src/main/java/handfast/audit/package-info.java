/**
 * Who did what: a file that is forced, chained and verified. It is called directly, never
 * by event, because what cannot be audited is not done. The file is what counts; the rows
 * in the database are a copy for searching that can be made anew.
 *
 * <p>
 * Knows the home and this node from {@code storage}, and nobody who writes to it.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "x509", "problem", "storage" })
package handfast.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
