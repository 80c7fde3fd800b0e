/**
 * CAs and their keys, and the one gate that rehearses, records and signs. No other module
 * holds a CA's key: those above get certificates, and CRLs through
 * {@link handfast.authority.CrlSigners}, which signs lists alone.
 *
 * <p>
 * The reconciler is here as well, because an intent that nobody finished is part of
 * signing. It finds its work in rows, so that no lost event leaves a serial unaccounted
 * for.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "x509", "problem", "storage", "validation", "egress", "audit", "access",
		"key", "profile", "certificate" })
package handfast.authority;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
