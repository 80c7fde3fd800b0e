/**
 * Lints, the strict path checker and name matching: pure functions, and the one list of
 * codes with their cause and fix. No database and no clock but the time that it is
 * handed, so that rehearsal, handshake and bundle are judged alike.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "x509", "problem" })
package handfast.validation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
