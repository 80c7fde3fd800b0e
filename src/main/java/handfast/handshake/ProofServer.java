package handfast.handshake;

import java.io.IOException;
import java.util.Arrays;
import java.util.ArrayList;
import java.util.List;
import java.util.Vector;

import handfast.handshake.wire.Transcript;
import handfast.handshake.wire.Transcript.Side;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.KeyExchangeAlgorithm;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * The server of a proof: has one key and chain, and asks for a client certificate where
 * one is to be proven.
 */
final class ProofServer extends DefaultTlsServer {

	private final Offer offer;

	private final Credentials credentials;

	private final boolean asksForCertificate;

	private final Transcript transcript;

	private final List<byte[]> clientChain = new ArrayList<>();

	private byte @Nullable [] exported;

	/**
	 * @param transcript takes the alerts that the server raises
	 */
	ProofServer(TlsCrypto crypto, Offer offer, Credentials credentials, boolean asksForCertificate,
			Transcript transcript) {
		super(crypto);
		this.transcript = transcript;
		this.offer = offer;
		this.credentials = credentials;
		this.asksForCertificate = asksForCertificate;
	}

	byte @Nullable [] exported() {
		return this.exported;
	}

	/**
	 * DER of what the client showed; empty where it showed none.
	 */
	List<byte[]> clientChain() {
		return this.clientChain;
	}

	@Override
	protected ProtocolVersion[] getSupportedVersions() {
		return this.offer.versions();
	}

	// The library's own list has no ECDHE_ECDSA and does not look at the key.
	@Override
	protected int[] getSupportedCipherSuites() {
		return Arrays.stream(TlsUtils.getSupportedCipherSuites(getCrypto(), this.offer.suites()))
			.filter((suite) -> switch (TlsUtils.getKeyExchangeAlgorithm(suite)) {
				case KeyExchangeAlgorithm.NULL -> true;
				case KeyExchangeAlgorithm.RSA, KeyExchangeAlgorithm.ECDHE_RSA -> this.credentials.isRsa();
				case KeyExchangeAlgorithm.ECDHE_ECDSA -> !this.credentials.isRsa();
				default -> false;
			})
			.toArray();
	}

	@Override
	protected @Nullable Vector<ProtocolName> getProtocolNames() {
		return this.offer.protocolNames();
	}

	@Override
	public int[] getSupportedGroups() {
		return this.offer.groups();
	}

	@Override
	public TlsCredentials getCredentials() throws IOException {
		if (TlsUtils.getKeyExchangeAlgorithm(this.selectedCipherSuite) == KeyExchangeAlgorithm.RSA) {
			return this.credentials.decryptor(this.context);
		}
		TlsCredentials signer = this.credentials.signer(this.context,
				this.context.getSecurityParametersHandshake().getClientSigAlgs(), TlsUtils.EMPTY_BYTES);
		if (signer == null) {
			throw new TlsFatalAlert(AlertDescription.handshake_failure);
		}
		return signer;
	}

	@Override
	@SuppressWarnings("unchecked")
	public @Nullable CertificateRequest getCertificateRequest() throws IOException {
		if (!this.asksForCertificate) {
			return null;
		}
		Vector<Object> schemes = new Vector<>(TlsUtils.getDefaultSupportedSignatureAlgorithms(this.context));
		if (TlsUtils.isTLSv13(this.context)) {
			for (int scheme : new int[] { SignatureScheme.mldsa44, SignatureScheme.mldsa65, SignatureScheme.mldsa87 }) {
				schemes.add(SignatureScheme.getSignatureAndHashAlgorithm(scheme));
			}
			return new CertificateRequest(TlsUtils.EMPTY_BYTES, schemes, null, null);
		}
		return new CertificateRequest(new short[] { ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign },
				schemes, null);
	}

	@Override
	public void notifyClientCertificate(Certificate certificate) throws IOException {
		for (TlsCertificate shown : certificate.getCertificateList()) {
			this.clientChain.add(shown.getEncoded());
		}
	}

	@Override
	public void notifyAlertRaised(short level, short description, String message, Throwable cause) {
		this.transcript.alert(Side.SERVER, level == AlertLevel.fatal, description);
	}

	@Override
	public boolean shouldCheckSigAlgOfPeerCerts() {
		return false;
	}

	@Override
	public void notifyHandshakeComplete() throws IOException {
		super.notifyHandshakeComplete();
		this.exported = this.context.exportKeyingMaterial(ProbeClient.EXPORTER_LABEL, null,
				ProbeClient.EXPORTER_LENGTH);
	}

}
