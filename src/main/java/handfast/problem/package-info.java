/**
 * The catalogue of problem types, and how each layer's refusal becomes RFC 9457.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "x509" })
package handfast.problem;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
