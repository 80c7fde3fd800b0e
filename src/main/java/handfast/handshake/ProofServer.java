package handfast.handshake;

import java.io.IOException;
import java.util.Arrays;
import java.util.ArrayList;
import java.util.List;
import java.util.Vector;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.KeyExchangeAlgorithm;
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

	private final List<byte[]> clientChain = new ArrayList<>();

	private byte @Nullable [] exported;

	ProofServer(TlsCrypto crypto, Offer offer, Credentials credentials, boolean asksForCertificate) {
		super(crypto);
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
		int wanted = this.credentials.isRsa() ? KeyExchangeAlgorithm.ECDHE_RSA : KeyExchangeAlgorithm.ECDHE_ECDSA;
		return Arrays.stream(TlsUtils.getSupportedCipherSuites(getCrypto(), this.offer.suites()))
			.filter((suite) -> TlsUtils.getKeyExchangeAlgorithm(suite) == KeyExchangeAlgorithm.NULL
					|| TlsUtils.getKeyExchangeAlgorithm(suite) == wanted)
			.toArray();
	}

	@Override
	public int[] getSupportedGroups() {
		return this.offer.groups();
	}

	@Override
	public TlsCredentials getCredentials() throws IOException {
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
