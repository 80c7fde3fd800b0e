/**
 * The one guard for every connection that we open: resolves once, checks each address,
 * connects to the address that was checked. Shared, so that no module has a reason to
 * open a socket of its own.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "x509", "problem", "storage" })
package handfast.egress;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
