/**
 * Where state lives and when it is safe: the home, files that are whole or absent, the
 * installation's id, this node and run, and the wait until a commit is on disk.
 *
 * <p>
 * Below the shared modules, because {@code audit} writes into the home and names this
 * node, and {@code audit} and {@code egress} may not know each other.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "x509", "problem" })
package handfast.storage;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
