package handfast.certificate;

import org.jspecify.annotations.Nullable;

/**
 * The issuer has used this serial number before. The transaction is lost; draw again in a
 * new one.
 */
public class SerialTaken extends RuntimeException {

	SerialTaken(@Nullable Throwable cause) {
		super("The issuer has used this serial number", cause);
	}

}
