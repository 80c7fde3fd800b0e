package handfast.handshake;

import java.io.IOException;
import java.util.Arrays;
import java.util.Vector;

import handfast.x509.Printable;
import handfast.handshake.wire.Transcript.Side;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.DefaultTlsDHGroupVerifier;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsDHGroupVerifier;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * Our end of a handshake. Takes any chain and finishes, so that all that is wrong can be
 * told at once; the chain is judged afterwards.
 */
final class ProbeClient extends DefaultTlsClient {

	/**
	 * What both ends of a proof export and compare (RFC 5705).
	 */
	static final String EXPORTER_LABEL = "EXPORTER-handfast-selftest";

	static final int EXPORTER_LENGTH = 32;

	/**
	 * More than any client of note takes: OpenSSL ends at 100 KiB, Java at 32.
	 */
	static final int LARGEST_MESSAGE = 128 * 1024;

	static final int LONGEST_CHAIN = 100;

	private static final int[] ML_DSA = { SignatureScheme.mldsa44, SignatureScheme.mldsa65, SignatureScheme.mldsa87 };

	private final Offer offer;

	private final Exchange exchange;

	private byte @Nullable [] exported;

	ProbeClient(TlsCrypto crypto, Offer offer, Exchange exchange) {
		super(crypto);
		this.offer = offer;
		this.exchange = exchange;
	}

	byte @Nullable [] exported() {
		return this.exported;
	}

	@Override
	protected ProtocolVersion[] getSupportedVersions() {
		return this.offer.versions();
	}

	@Override
	protected int[] getSupportedCipherSuites() {
		return TlsUtils.getSupportedCipherSuites(getCrypto(), this.offer.suites());
	}

	@Override
	protected Vector<Integer> getSupportedGroups(Vector namedGroupRoles) {
		return vector(this.offer.groups());
	}

	@Override
	public Vector<Integer> getEarlyKeyShareGroups() {
		return vector(this.offer.keyShares());
	}

	@Override
	protected @Nullable Vector<ServerName> getSNIServerNames() {
		String name = this.offer.serverName();
		return (name != null) ? new Vector<>(
				java.util.List.of(new ServerName((short) 0, name.getBytes(java.nio.charset.StandardCharsets.US_ASCII))))
				: null;
	}

	@Override
	protected @Nullable Vector<ProtocolName> getProtocolNames() {
		return this.offer.protocolNames();
	}

	@Override
	@SuppressWarnings("unchecked")
	protected Vector<Object> getSupportedSignatureAlgorithms() {
		Vector<Object> schemes = new Vector<>(super.getSupportedSignatureAlgorithms());
		Arrays.stream(ML_DSA)
			.mapToObj(SignatureScheme::getSignatureAndHashAlgorithm)
			.filter((scheme) -> !schemes.contains(scheme))
			.forEach(schemes::add);
		return schemes;
	}

	// Judged afterwards, not here.
	@Override
	public boolean shouldCheckSigAlgOfPeerCerts() {
		return false;
	}

	// Small groups are seen and told.
	@Override
	public TlsDHGroupVerifier getDHGroupVerifier() {
		return new DefaultTlsDHGroupVerifier(1024);
	}

	@Override
	public int getMaxHandshakeMessageSize() {
		return LARGEST_MESSAGE;
	}

	@Override
	public int getMaxCertificateChainLength() {
		return LONGEST_CHAIN;
	}

	@Override
	public @Nullable TlsSession getSessionToResume() {
		return null;
	}

	@Override
	public TlsAuthentication getAuthentication() {
		return new TlsAuthentication() {

			@Override
			public void notifyServerCertificate(TlsServerCertificate certificate) {
				// The transcript has the chain as it was sent.
				Staples.of(certificate).ifPresent(ProbeClient.this.exchange::staple);
			}

			@Override
			public @Nullable TlsCredentials getClientCredentials(CertificateRequest request) {
				return credentialsFor(request);
			}

		};
	}

	@Override
	public void notifyAlertRaised(short level, short description, String message, Throwable cause) {
		this.exchange.transcript().alert(Side.CLIENT, level == AlertLevel.fatal, description);
		if (level == AlertLevel.fatal) {
			this.exchange.fail(new Exchange.Failure(Exchange.Failure.Kind.ALERT_RAISED, description,
					AlertDescription.getName(description)));
		}
	}

	@Override
	public void notifyAlertReceived(short level, short description) {
		if (level == AlertLevel.fatal) {
			this.exchange.fail(new Exchange.Failure(Exchange.Failure.Kind.ALERT_RECEIVED, description,
					AlertDescription.getName(description)));
		}
	}

	// Only here do both the master secret and the agreed values exist.
	@Override
	public void notifyHandshakeComplete() throws IOException {
		super.notifyHandshakeComplete();
		SecurityParameters agreed = this.context.getSecurityParametersConnection();
		boolean tls13 = TlsUtils.isTLSv13(this.context);
		boolean exporter = tls13 || agreed.isExtendedMasterSecret();
		if (exporter) {
			// RFC 5705 §4: null is "no context", which TLS 1.2 tells from an empty one.
			this.exported = this.context.exportKeyingMaterial(EXPORTER_LABEL, null, EXPORTER_LENGTH);
		}
		ProtocolName alpn = agreed.getApplicationProtocol();
		this.exchange.agree(new Exchange.Agreed(agreed.getNegotiatedVersion().getFullVersion(), agreed.getCipherSuite(),
				(alpn != null) ? Printable.of(alpn.getUtf8Decoding()) : null, tls13 || agreed.isExtendedMasterSecret(),
				exporter));
	}

	private @Nullable TlsCredentials credentialsFor(CertificateRequest request) {
		this.exchange.requestCertificate();
		Credentials credentials = this.offer.credentials();
		byte[] requestContext = request.getCertificateRequestContext();
		return (credentials != null) ? credentials.signer(this.context, request.getSupportedSignatureAlgorithms(),
				(requestContext != null) ? requestContext : TlsUtils.EMPTY_BYTES) : null;
	}

	private static Vector<Integer> vector(int[] codes) {
		return new Vector<>(Arrays.stream(codes).boxed().toList());
	}

}
