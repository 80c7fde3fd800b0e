/**
 * The words: value types of names, serial numbers, keys and times, DER and PEM. Parsed
 * once, at the door; past it an invalid one cannot exist.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package handfast.x509;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
