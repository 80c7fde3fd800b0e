/**
 * DNS over HTTPS as an application probe: one question over the connection that has just
 * been made, by HTTP/2 or HTTP/1.1. Written by hand, since it has to go through our own
 * TLS client, which no HTTP library takes.
 */
@NullMarked
package handfast.handshake.doh;

import org.jspecify.annotations.NullMarked;
