/**
 * TLS as it is on the wire: records, messages with their fields decoded, the names of the
 * registry. Knows no connection and no verdict, so that client, scanner and tests read
 * with the same eyes.
 */
@NullMarked
package handfast.handshake.wire;

import org.jspecify.annotations.NullMarked;
