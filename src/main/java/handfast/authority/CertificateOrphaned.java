package handfast.authority;

import java.util.UUID;

import handfast.x509.SerialNumber;

/**
 * The serial of an intent was revoked, because nobody knows whether it was signed. May be
 * lost in a crash.
 */
public record CertificateOrphaned(UUID certificate, UUID issuerKey, int shard, SerialNumber serial) {
}
