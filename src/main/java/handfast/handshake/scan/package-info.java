/**
 * Asks a server many small questions, each by a ClientHello made by hand on a connection
 * of its own, and reads the answer that comes in clear. Computes no key, so that
 * versions, suites and groups can be asked for that no library has any more, or has not
 * yet.
 */
@NullMarked
package handfast.handshake.scan;

import org.jspecify.annotations.NullMarked;
