package handfast.delivery;

import java.util.UUID;

/**
 * A bundle of this certificate was shaken hands with. May be lost.
 *
 * @param report id
 * @param verdict {@code passed} or {@code passed-with-warnings}
 */
public record BundleProven(UUID certificate, UUID report, String verdict) {
}
