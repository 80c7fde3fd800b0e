/**
 * Callers, tokens, roles, limits and idempotency: who asks, and whether they may ask at
 * all. The security chain stands here too, since each rule of it is a rule about callers;
 * what has no rule is denied.
 *
 * <p>
 * Above {@code audit}, because refusals are audited, and below every module with a
 * controller. Which port is which door it asks upward, by {@link handfast.access.Doors}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "x509", "problem", "storage", "validation", "egress", "audit" })
package handfast.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
