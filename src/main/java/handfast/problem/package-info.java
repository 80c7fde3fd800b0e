/**
 * The catalogue of problem types, and how each layer's refusal becomes RFC 9457. Below
 * nearly everything, because every layer may refuse and all refusals look alike from
 * outside.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "x509" })
package handfast.problem;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
