/**
 * Where state lives and when it is safe: the home, files that are whole or absent, the
 * installation's id, this node and run, and the wait until a commit is on disk.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "x509", "problem" })
package handfast.storage;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
