package handfast.revocation;

import java.util.UUID;

import handfast.x509.SerialNumber;

/**
 * A certificate as a request names it, its issuer found: what an answer is kept by.
 */
record OcspName(UUID caKey, OcspForm form, SerialNumber serial) {

	/**
	 * Tells it from all others in the file of answers.
	 */
	String key() {
		return this.caKey + ":" + this.form.name() + ":" + this.serial.hex();
	}

	static OcspName of(String key) {
		String[] parts = key.split(":");
		return new OcspName(UUID.fromString(parts[0]), OcspForm.valueOf(parts[1]), SerialNumber.fromHex(parts[2]));
	}

}
