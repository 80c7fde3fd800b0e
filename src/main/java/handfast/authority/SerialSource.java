package handfast.authority;

import handfast.x509.SerialNumber;

/**
 * Draws serial numbers.
 */
@FunctionalInterface
interface SerialSource {

	SerialNumber next();

}
