package handfast.handshake;

import java.io.IOException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.Hashtable;
import java.util.List;

import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsCredentialedDecryptor;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JceDefaultTlsCredentialedDecryptor;

/**
 * A server that shows whatever chain it is given and signs with whatever key, for what no
 * honest server can be made to do.
 */
final class TestTlsServer extends DefaultTlsServer {

	private static final LenientCrypto CRYPTO = new LenientCrypto(TestChain.PROVIDER, new SecureRandom());

	private final ProtocolVersion version;

	private final List<byte[]> chain;

	private final PrivateKey key;

	private final boolean rsaKeyExchange;

	private TestTlsServer(ProtocolVersion version, List<byte[]> chain, PrivateKey key, boolean rsaKeyExchange) {
		super(CRYPTO);
		this.version = version;
		this.chain = chain;
		this.key = key;
		this.rsaKeyExchange = rsaKeyExchange;
	}

	/**
	 * One that serves connection after connection.
	 */
	static LoopbackServers.Talk of(ProtocolVersion version, List<byte[]> chain, PrivateKey key) {
		return talk(version, chain, key, false);
	}

	/**
	 * The same with RSA key exchange.
	 */
	static LoopbackServers.Talk rsaKeyExchange(List<byte[]> chain, PrivateKey key) {
		return talk(ProtocolVersion.TLSv12, chain, key, true);
	}

	private static LoopbackServers.Talk talk(ProtocolVersion version, List<byte[]> chain, PrivateKey key,
			boolean rsaKeyExchange) {
		return (in, out) -> {
			TlsServerProtocol protocol = new TlsServerProtocol(in, out);
			protocol.accept(new TestTlsServer(version, chain, key, rsaKeyExchange));
			protocol.getInputStream().read();
		};
	}

	@Override
	protected ProtocolVersion[] getSupportedVersions() {
		return this.version.only();
	}

	@Override
	protected int[] getSupportedCipherSuites() {
		if (this.rsaKeyExchange) {
			return new int[] { CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256 };
		}
		boolean rsa = this.key.getAlgorithm().equals("RSA");
		return new int[] { CipherSuite.TLS_AES_128_GCM_SHA256,
				rsa ? CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
						: CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
				rsa ? CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
						: CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA };
	}

	@Override
	public int[] getSupportedGroups() {
		return new int[] { NamedGroup.x25519, NamedGroup.secp256r1 };
	}

	@Override
	public TlsCredentials getCredentials() throws IOException {
		return this.rsaKeyExchange ? getRSAEncryptionCredentials() : signer();
	}

	@Override
	protected TlsCredentialedDecryptor getRSAEncryptionCredentials() throws IOException {
		return new JceDefaultTlsCredentialedDecryptor(CRYPTO, certificate(), this.key);
	}

	private TlsCredentialedSigner signer() throws IOException {
		boolean rsa = this.key.getAlgorithm().equals("RSA");
		SignatureAndHashAlgorithm algorithm = SignatureScheme.getSignatureAndHashAlgorithm(
				rsa ? SignatureScheme.rsa_pss_rsae_sha256 : SignatureScheme.ecdsa_secp256r1_sha256);
		boolean old = this.version.isEarlierVersionOf(ProtocolVersion.TLSv12);
		return new JcaDefaultTlsCredentialedSigner(new TlsCryptoParameters(this.context), CRYPTO, this.key,
				certificate(), old ? null : algorithm);
	}

	private Certificate certificate() throws IOException {
		TlsCertificate[] certificates = new TlsCertificate[this.chain.size()];
		CertificateEntry[] entries = new CertificateEntry[certificates.length];
		for (int i = 0; i < certificates.length; i++) {
			certificates[i] = CRYPTO.createCertificate((short) 0, this.chain.get(i));
			entries[i] = new CertificateEntry(certificates[i], new Hashtable<>());
		}
		return TlsUtils.isTLSv13(this.context) ? new Certificate(TlsUtils.EMPTY_BYTES, entries)
				: new Certificate(certificates);
	}

}
