/**
 * What is said in clear before TLS begins, one class for each protocol. Each reads byte
 * by byte and stops at the last byte before TLS, so that nothing said in clear is taken
 * for something said under TLS, nor the other way round.
 */
@NullMarked
package handfast.handshake.starttls;

import org.jspecify.annotations.NullMarked;
