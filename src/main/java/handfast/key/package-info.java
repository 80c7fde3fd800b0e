/**
 * Key pairs, CSRs and their gate, and private keys wrapped at rest. All in one place, so
 * that a private key is opened by few and every public key, ours or a stranger's, is
 * judged by the same rules. Keys of CAs are wrapped here and owned by {@code authority}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "x509", "problem", "storage", "validation", "egress", "audit", "access" })
package handfast.key;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
