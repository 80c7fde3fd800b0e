package handfast.handshake;

import java.io.IOException;
import java.security.Provider;
import java.security.SecureRandom;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.jcajce.util.ProviderJcaJceHelper;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.Tls13Verifier;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsEncryptor;
import org.bouncycastle.tls.crypto.TlsVerifier;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCertificate;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * Cryptography for handshakes with strangers: takes certificates that the library would
 * end the handshake for, since all that is wrong with them is told afterwards. The
 * signature that proves the private key is checked all the same.
 */
final class LenientCrypto extends JcaTlsCrypto {

	// RFC 7633
	static final ASN1ObjectIdentifier TLS_FEATURE = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24");

	LenientCrypto(Provider provider, SecureRandom random) {
		super(new ProviderJcaJceHelper(provider), random, random);
	}

	@Override
	public TlsCertificate createCertificate(short type, byte[] encoding) {
		try {
			return new Lenient(this, encoding);
		}
		// The library throws what it likes on bytes of a stranger (security §3.6).
		catch (IOException | RuntimeException | StackOverflowError ex) {
			return new Unreadable(encoding);
		}
	}

	/**
	 * One whose key usage and TLS features end nothing.
	 */
	private static final class Lenient extends JcaTlsCertificate {

		Lenient(JcaTlsCrypto crypto, byte[] encoding) throws IOException {
			super(crypto, encoding);
		}

		// A staple that was promised is missed afterwards.
		@Override
		public byte @Nullable [] getExtension(ASN1ObjectIdentifier oid) throws IOException {
			return oid.equals(TLS_FEATURE) ? null : super.getExtension(oid);
		}

		@Override
		protected boolean supportsKeyUsageBit(int bit) {
			return true;
		}

		@Override
		protected void validateKeyUsageBit(int bit) {
			// Judged afterwards.
		}

	}

	/**
	 * One that can't be read: it may stand in a chain, and proves nothing.
	 */
	private record Unreadable(byte[] encoding) implements TlsCertificate {

		@Override
		public TlsEncryptor createEncryptor(int role) throws IOException {
			throw refusal();
		}

		@Override
		public TlsVerifier createVerifier(short algorithm) throws IOException {
			throw refusal();
		}

		@Override
		public Tls13Verifier createVerifier(int scheme) throws IOException {
			throw refusal();
		}

		@Override
		public byte[] getEncoded() {
			return this.encoding.clone();
		}

		@Override
		public byte @Nullable [] getExtension(ASN1ObjectIdentifier oid) {
			return null;
		}

		@Override
		public java.math.@Nullable BigInteger getSerialNumber() {
			return null;
		}

		@Override
		public @Nullable String getSigAlgOID() {
			return null;
		}

		@Override
		public org.bouncycastle.asn1.@Nullable ASN1Encodable getSigAlgParams() {
			return null;
		}

		@Override
		public short getLegacySignatureAlgorithm() {
			return -1;
		}

		@Override
		public boolean supportsSignatureAlgorithm(short algorithm) {
			return false;
		}

		@Override
		public boolean supportsSignatureAlgorithmCA(short algorithm) {
			return false;
		}

		@Override
		public TlsCertificate checkUsageInRole(int role) throws IOException {
			throw refusal();
		}

		private static TlsFatalAlert refusal() {
			return new TlsFatalAlert(AlertDescription.bad_certificate);
		}

	}

}
