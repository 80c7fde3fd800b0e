package handfast.handshake;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;

import org.bouncycastle.jcajce.util.JcaJceHelper;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.crypto.TlsAgreement;
import org.bouncycastle.tls.crypto.TlsDHConfig;
import org.bouncycastle.tls.crypto.TlsDHDomain;
import org.bouncycastle.tls.crypto.TlsECConfig;
import org.bouncycastle.tls.crypto.TlsECDomain;
import org.bouncycastle.tls.crypto.TlsKemConfig;
import org.bouncycastle.tls.crypto.TlsKemDomain;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * The cryptography of one end of one handshake, which remembers what the end's key
 * exchange came to: by hash, so that both ends can be compared and nothing can be told.
 */
final class NotingCrypto extends JcaTlsCrypto {

	private volatile @Nullable SecretHash noted;

	NotingCrypto(JcaJceHelper helper, SecureRandom random) {
		super(helper, random, random);
	}

	/**
	 * The premaster secret (TLS 1.2) or the shared secret (TLS 1.3) that this end holds;
	 * null where it came to none.
	 */
	@Nullable SecretHash noted() {
		return this.noted;
	}

	/**
	 * Takes the secret that counts; of several, the last one.
	 */
	TlsSecret note(TlsSecret secret) {
		// A copy: to read a secret is to destroy it.
		byte[] value = adoptSecret(secret).extract();
		this.noted = new SecretHash(sha256(value), value.length);
		Arrays.fill(value, (byte) 0);
		return secret;
	}

	@Override
	public TlsSecret generateRSAPreMasterSecret(ProtocolVersion version) {
		return note(super.generateRSAPreMasterSecret(version));
	}

	@Override
	public TlsECDomain createECDomain(TlsECConfig config) {
		TlsECDomain domain = super.createECDomain(config);
		return () -> noting(domain.createECDH());
	}

	@Override
	public TlsDHDomain createDHDomain(TlsDHConfig config) {
		TlsDHDomain domain = super.createDHDomain(config);
		return () -> noting(domain.createDH());
	}

	@Override
	public TlsKemDomain createKemDomain(TlsKemConfig config) {
		TlsKemDomain domain = super.createKemDomain(config);
		return () -> noting(domain.createKem());
	}

	// RFC 10024: of a hybrid group, the secret is that of both parts, one after the
	// other.
	@Override
	public TlsSecret createHybridSecret(TlsSecret first, TlsSecret second) {
		return note(super.createHybridSecret(first, second));
	}

	private TlsAgreement noting(TlsAgreement agreement) {
		return new TlsAgreement() {

			@Override
			public byte[] generateEphemeral() throws java.io.IOException {
				return agreement.generateEphemeral();
			}

			@Override
			public void receivePeerValue(byte[] value) throws java.io.IOException {
				agreement.receivePeerValue(value);
			}

			@Override
			public TlsSecret calculateSecret() throws java.io.IOException {
				return note(agreement.calculateSecret());
			}

		};
	}

	private static byte[] sha256(byte[] value) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(value);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * What an end holds, without telling it.
	 */
	record SecretHash(byte[] sha256, int bytes) {

		boolean matches(SecretHash other) {
			return this.bytes == other.bytes && MessageDigest.isEqual(this.sha256, other.sha256);
		}

		@Override
		public String toString() {
			return "SecretHash[" + this.bytes + " bytes]";
		}

	}

}
