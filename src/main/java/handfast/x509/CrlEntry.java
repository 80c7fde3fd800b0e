package handfast.x509;

import java.math.BigInteger;

import org.jspecify.annotations.Nullable;

/**
 * A line of a CRL, as it is written there.
 *
 * @param revocationDate encoded, with its tag
 * @param extensions encoded; null where there are none
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-5.3 RFC 5280 §5.3
 */
public record CrlEntry(BigInteger serial, byte[] revocationDate, byte @Nullable [] extensions) {
}
