package handfast.handshake;

import java.time.Duration;

import handfast.x509.KeyAlgorithm;
import org.bouncycastle.tls.ProtocolVersion;

/**
 * Both ends of a demonstration before it begins. Whatever is not said is as with a client
 * and a server of today.
 *
 * @param key of the server's certificate
 * @param certified name in the server's certificate
 * @param validFor how long the certificate is still valid; negative for an expired one
 * @param rightKey whether the server has the key of its certificate
 * @param mutual whether the client shows a certificate too
 */
record Setup(KeyAlgorithm key, Offer client, Offer server, String certified, Duration validFor, boolean rightKey,
		boolean mutual) {

	/**
	 * The name that the client asks for.
	 */
	static final String NAME = "shop.test";

	static Setup tls13(KeyAlgorithm key) {
		return of(key, ProtocolVersion.TLSv13);
	}

	static Setup tls12(KeyAlgorithm key) {
		return of(key, ProtocolVersion.TLSv12);
	}

	/**
	 * The one that the server takes; the client would rather have another.
	 */
	Setup suite(int suite) {
		return ends(this.client.andSuite(suite), this.server.suites(suite));
	}

	Setup clientSuites(int... suites) {
		return ends(this.client.versions(ProtocolVersion.TLSv12).suites(suites), this.server);
	}

	/**
	 * The one that both like best.
	 */
	Setup group(int group) {
		return ends(this.client.firstGroup(group), this.server.firstGroup(group));
	}

	/**
	 * The only one that the server has: the client knows it and sent no share for it.
	 */
	Setup serverGroup(int group) {
		return ends(this.client, this.server.groups(group));
	}

	Setup withClientCertificate() {
		return new Setup(this.key, this.client, this.server, this.certified, this.validFor, this.rightKey, true);
	}

	Setup expired() {
		return new Setup(this.key, this.client, this.server, this.certified, Duration.ofDays(-7), this.rightKey,
				this.mutual);
	}

	Setup certifiedAs(String other) {
		return new Setup(this.key, this.client, this.server, other, this.validFor, this.rightKey, this.mutual);
	}

	Setup wrongKey() {
		return new Setup(this.key, this.client, this.server, this.certified, this.validFor, false, this.mutual);
	}

	/**
	 * The throw-away CA signs with what every client reads, and with ML-DSA where the
	 * demonstration is about it.
	 */
	KeyAlgorithm authorityKey() {
		return this.key.isMlDsa() ? this.key : KeyAlgorithm.EC_P256;
	}

	private static Setup of(KeyAlgorithm key, ProtocolVersion version) {
		Offer offer = Offer.classroom(NAME);
		return new Setup(key, offer, offer.versions(version), NAME, Duration.ofDays(90), true, false);
	}

	private Setup ends(Offer newClient, Offer newServer) {
		return new Setup(this.key, newClient, newServer, this.certified, this.validFor, this.rightKey, this.mutual);
	}

}
