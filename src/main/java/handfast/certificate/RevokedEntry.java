package handfast.certificate;

import java.time.Instant;

import handfast.x509.SerialNumber;
import org.jspecify.annotations.Nullable;

/**
 * A line of a CRL.
 *
 * @param reason RFC 5280 name; null for an orphan, which carries none
 * @param notAfter of the certificate: the line may go when it has passed
 */
public record RevokedEntry(SerialNumber serial, Instant at, @Nullable String reason, Instant notAfter) {
}
