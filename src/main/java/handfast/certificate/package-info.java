/**
 * The inventory: each certificate from the intent to sign it, its life cycle and the
 * search over them; those of CAs too, the chain above each CA key, and the summary of the
 * last proof.
 *
 * <p>
 * It keeps and decides nothing: {@code authority} writes intents and outcomes,
 * {@code delivery} writes proofs. Changes of state are conditional updates of one row, so
 * that of two writers one wins.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "x509", "problem", "storage", "validation", "egress", "audit", "access",
		"key", "profile" })
package handfast.certificate;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
