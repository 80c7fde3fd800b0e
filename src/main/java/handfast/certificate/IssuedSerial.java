package handfast.certificate;

import java.util.UUID;

import handfast.x509.SerialNumber;

/**
 * A certificate that one of our CA keys signed, by what names it.
 *
 * @param id of its row; ids rise with time
 */
public record IssuedSerial(UUID id, UUID issuerKey, SerialNumber serial) {
}
