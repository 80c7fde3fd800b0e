/**
 * The lints of security §4: one rule, one class, a crowd of equals. Whoever wants them
 * run asks {@link handfast.validation.Lints} or {@link handfast.validation.CrlLints}.
 */
@NullMarked
package handfast.validation.lints;

import org.jspecify.annotations.NullMarked;
