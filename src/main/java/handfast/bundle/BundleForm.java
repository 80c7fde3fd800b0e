package handfast.bundle;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.List;

import handfast.x509.Secret;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/**
 * One form of file: how it is written, and how those who use it read it.
 */
interface BundleForm {

	String mediaType();

	String fileExtension();

	byte[] write(BundleOrder order, PrivateKey key, List<byte[]> chain)
			throws IOException, GeneralSecurityException, OperatorCreationException, PKCSException;

	/**
	 * Reads the bytes; whatever a library throws at foreign ones is turned into a refusal
	 * by the caller.
	 */
	OpenedBundle read(byte[] bytes, @Nullable Secret password)
			throws IOException, GeneralSecurityException, OperatorCreationException, PKCSException;

}
