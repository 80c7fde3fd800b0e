/**
 * The main job, and requests for other CAs to sign.
 * {@link handfast.enrollment.Enrollments} calls those below in order and adds nothing but
 * the order; every door leads here, our own HTTPS certificate's too.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "x509", "problem", "storage", "validation", "egress", "audit", "access",
		"key", "profile", "certificate", "authority", "bundle", "handshake", "delivery" })
package handfast.enrollment;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
