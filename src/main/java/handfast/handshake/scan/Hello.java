package handfast.handshake.scan;

import java.util.Arrays;
import java.util.List;

import handfast.handshake.wire.MessageParser;
import org.jspecify.annotations.Nullable;

/**
 * What one ClientHello offers.
 *
 * @param versions the newest first; where TLS 1.3 is among them, they are sent in
 * supported_versions
 * @param groups in the order of preference; none for SSL 3, which has no extensions
 * @param shares groups to send a key share for; TLS 1.3 answers an empty list with a
 * HelloRetryRequest that names the server's choice
 * @param ticket whether to ask for a session ticket
 * @param compression whether to offer DEFLATE beside no compression
 */
record Hello(int[] versions, int[] suites, int[] groups, int[] shares, int[] schemes, List<String> alpn,
		@Nullable String serverName, boolean ticket, boolean compression) {

	static final int SSL_3 = 0x0300;

	/**
	 * One version with all groups and schemes that there are.
	 */
	static Hello of(int version, int[] suites, @Nullable String serverName) {
		boolean extensions = version > SSL_3;
		return new Hello(new int[] { version }, suites, extensions ? Candidates.groups(version) : new int[0],
				new int[0], (version >= MessageParser.TLS_1_2) ? Candidates.SCHEMES : new int[0], List.of(),
				extensions ? serverName : null, false, false);
	}

	boolean isTls13() {
		return Arrays.stream(this.versions).anyMatch((version) -> version == MessageParser.TLS_1_3);
	}

	/**
	 * Whether any version is offered in which the server's certificate comes in clear.
	 */
	boolean isOlderThanTls13() {
		return Arrays.stream(this.versions).anyMatch((version) -> version < MessageParser.TLS_1_3);
	}

	boolean hasExtensions() {
		return this.versions[0] > SSL_3;
	}

	Hello withSuites(int... newSuites) {
		return new Hello(this.versions, newSuites, this.groups, this.shares, this.schemes, this.alpn, this.serverName,
				this.ticket, this.compression);
	}

	Hello withGroups(int... newGroups) {
		return new Hello(this.versions, this.suites, newGroups, this.shares, this.schemes, this.alpn, this.serverName,
				this.ticket, this.compression);
	}

	Hello withShares(int... newShares) {
		return new Hello(this.versions, this.suites, this.groups, newShares, this.schemes, this.alpn, this.serverName,
				this.ticket, this.compression);
	}

	Hello withSchemes(int... newSchemes) {
		return new Hello(this.versions, this.suites, this.groups, this.shares, newSchemes, this.alpn, this.serverName,
				this.ticket, this.compression);
	}

	Hello withAlpn(List<String> newAlpn) {
		return new Hello(this.versions, this.suites, this.groups, this.shares, this.schemes, newAlpn, this.serverName,
				this.ticket, this.compression);
	}

	Hello withServerName(@Nullable String newName) {
		return new Hello(this.versions, this.suites, this.groups, this.shares, this.schemes, this.alpn, newName,
				this.ticket, this.compression);
	}

	Hello withTicket() {
		return new Hello(this.versions, this.suites, this.groups, this.shares, this.schemes, this.alpn, this.serverName,
				true, this.compression);
	}

	Hello withCompression() {
		return new Hello(this.versions, this.suites, this.groups, this.shares, this.schemes, this.alpn, this.serverName,
				this.ticket, true);
	}

}
