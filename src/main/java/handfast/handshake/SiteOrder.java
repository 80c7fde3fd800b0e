package handfast.handshake;

import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A site to be verified.
 *
 * @param target {@code host:port}, {@code [fd00::1]:443}
 * @param serverName SNI and name to match; null for the target's host
 * @param expected certificate that must answer, by id; null for any
 * @param trust anchors to trust: {@code handfast}, {@code system} or {@code both}; null
 * for {@code handfast} where a certificate of ours is expected, for {@code system} and
 * what was brought along with it where one of another CA is, else {@code both}
 * @param trustAnchors DER of anchors for this one handshake, beside or in place of it
 * @param startTls protocol to begin with in clear; null for TLS at once
 * @param clientCertificate certificate of the caller, by id, to show where the server
 * asks for one; null for none
 * @param scan whether to ask, beside, for all that the server takes
 * @param application to ask a question over the connection: {@code dns-over-https}; null
 * for none
 */
public record SiteOrder(String target, @Nullable String serverName, @Nullable UUID expected, @Nullable String trust,
		List<byte[]> trustAnchors, @Nullable String startTls, @Nullable UUID clientCertificate, boolean scan,
		@Nullable String application) {

	/**
	 * One that asks no application.
	 */
	public SiteOrder(String target, @Nullable String serverName, @Nullable UUID expected, @Nullable String trust,
			List<byte[]> trustAnchors, @Nullable String startTls, @Nullable UUID clientCertificate, boolean scan) {
		this(target, serverName, expected, trust, trustAnchors, startTls, clientCertificate, scan, null);
	}

	/**
	 * One handshake with TLS at once, and no scan.
	 */
	public SiteOrder(String target, @Nullable String serverName, @Nullable UUID expected, @Nullable String trust,
			List<byte[]> trustAnchors) {
		this(target, serverName, expected, trust, trustAnchors, null, null, false);
	}

}
