package handfast.authority;

import java.util.UUID;

import handfast.certificate.Certificate;

/**
 * A certificate was issued and is on disk. May be lost in a crash.
 */
public record CertificateIssued(UUID certificate, Certificate.Kind kind) {
}
