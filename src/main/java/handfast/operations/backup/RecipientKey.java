package handfast.operations.backup;

import java.security.PrivateKey;
import java.security.Provider;
import java.security.interfaces.ECPrivateKey;

import handfast.problem.ProblemType;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.KeyAgreeRecipientInformation;
import org.bouncycastle.cms.KeyTransRecipientInformation;
import org.bouncycastle.cms.Recipient;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.jcajce.JceKeyAgreeEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import tools.jackson.databind.JsonNode;

/**
 * Opens what was locked for {@link Recipients} by the private key of one of them.
 */
public final class RecipientKey implements Unlock {

	private final PrivateKey key;

	private final Provider provider;

	/**
	 * @param provider Bouncy Castle
	 */
	public RecipientKey(PrivateKey key, Provider provider) {
		this.key = key;
		this.provider = provider;
	}

	@Override
	public byte[] unlock(JsonNode lock) throws AlteredException {
		if (lock.has("argon2id")) {
			throw ProblemType.INVALID_REQUEST.because(
					"It was made with a passphrase: give that by --pass-file or at the prompt, without --recipient-key.");
		}
		try {
			CMSEnvelopedData data = new CMSEnvelopedData(lock.required("cms").binaryValue());
			for (RecipientInformation recipient : data.getRecipientInfos()) {
				byte[] fileKey = open(recipient);
				if (fileKey.length == 32) {
					return fileKey;
				}
			}
		}
		catch (CMSException | RuntimeException ex) {
			// Bytes of a stranger make any of the library's exceptions.
			throw new AlteredException("its second line is not what a backup has there");
		}
		throw ProblemType.INVALID_REQUEST.because("It does not open with this private key, or its second line was"
				+ " altered: give the key of a certificate that it was made for.");
	}

	// Empty where it is another's.
	private byte[] open(RecipientInformation recipient) {
		boolean agrees = this.key instanceof ECPrivateKey;
		if (agrees ? !(recipient instanceof KeyAgreeRecipientInformation)
				: !(recipient instanceof KeyTransRecipientInformation)) {
			return new byte[0];
		}
		Recipient own = agrees ? new JceKeyAgreeEnvelopedRecipient(this.key).setProvider(this.provider)
				: new JceKeyTransEnvelopedRecipient(this.key).setProvider(this.provider);
		try {
			return recipient.getContent(own);
		}
		catch (CMSException | RuntimeException ex) {
			// Another's key makes any of the library's exceptions.
			return new byte[0];
		}
	}

}
