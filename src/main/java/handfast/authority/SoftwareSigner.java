package handfast.authority;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import handfast.x509.KeyAlgorithm;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * Signs with a key that is in memory.
 */
final class SoftwareSigner implements CaSigner {

	private final KeyAlgorithm keyAlgorithm;

	private final PrivateKey key;

	private final Provider provider;

	// Making one costs a tenth of a signature, so each is used again. Not a ThreadLocal:
	// virtual threads would make one each.
	private final Queue<Signature> idle = new ConcurrentLinkedQueue<>();

	SoftwareSigner(KeyAlgorithm keyAlgorithm, PrivateKey key, Provider provider) {
		this.keyAlgorithm = keyAlgorithm;
		this.key = key;
		this.provider = provider;
	}

	@Override
	public AlgorithmIdentifier algorithm() {
		return SignatureAlgorithms.identifier(this.keyAlgorithm);
	}

	@Override
	public byte[] sign(byte[] bytes) {
		try {
			Signature signature = this.idle.poll();
			if (signature == null) {
				signature = Signature.getInstance(SignatureAlgorithms.jcaName(this.keyAlgorithm), this.provider);
				signature.initSign(this.key);
			}
			signature.update(bytes);
			byte[] signed = signature.sign();
			// One that threw is dropped: its state is not known.
			this.idle.offer(signature);
			return signed;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("The key of the CA can't sign", ex);
		}
	}

	@Override
	public String toString() {
		return "SoftwareSigner[" + this.keyAlgorithm.label() + "]";
	}

}
