package handfast.authority;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.function.Consumer;

import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.ContentSigner;

/**
 * Collects what is to be signed, as Bouncy Castle wants it, and signs it where it is of
 * the one kind that the key is lent for. For one signature.
 */
final class OnlySigner implements ContentSigner {

	private final CaSigner signer;

	private final Consumer<byte[]> reader;

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	/**
	 * @param reader throws where the bytes are of another kind
	 */
	OnlySigner(CaSigner signer, Consumer<byte[]> reader) {
		this.signer = signer;
		this.reader = reader;
	}

	@Override
	public AlgorithmIdentifier getAlgorithmIdentifier() {
		return this.signer.algorithm();
	}

	@Override
	public OutputStream getOutputStream() {
		return this.bytes;
	}

	@Override
	public byte[] getSignature() {
		byte[] content = this.bytes.toByteArray();
		this.reader.accept(content);
		return this.signer.sign(content);
	}

}
