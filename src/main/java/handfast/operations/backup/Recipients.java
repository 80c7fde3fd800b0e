package handfast.operations.backup;

import java.io.IOException;
import java.security.PublicKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.List;

import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

import handfast.problem.ProblemType;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.operator.jcajce.JcaAlgorithmParametersConverter;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Locks for the owners of certificates: the file's key in a CMS EnvelopedData, by
 * RSA-OAEP or ECDH, so that the machine that makes backups can't open them.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5652#section-6 RFC 5652 §6
 */
public final class Recipients implements Lock {

	private final List<X509Certificate> certificates;

	private final Provider provider;

	private final SecureRandom random;

	/**
	 * @param provider Bouncy Castle
	 * @throws handfast.problem.Problem where one has a key that can't be encrypted to
	 */
	public Recipients(List<X509Certificate> certificates, Provider provider, SecureRandom random) {
		for (X509Certificate certificate : certificates) {
			PublicKey key = certificate.getPublicKey();
			if (!(key instanceof ECPublicKey) && !key.getAlgorithm().equals("RSA")) {
				throw ProblemType.INVALID_REQUEST
					.because("The key of " + certificate.getSubjectX500Principal() + " is " + key.getAlgorithm()
							+ ", to which nothing can be encrypted: name a certificate with an RSA or EC" + " key.");
			}
			boolean[] usage = certificate.getKeyUsage();
			// RFC 5280 §4.2.1.3: where it is there, it says what the key is for
			if (usage != null && !usage[(key instanceof ECPublicKey) ? 4 : 2]) {
				throw ProblemType.INVALID_REQUEST.because("The key usage of " + certificate.getSubjectX500Principal()
						+ " does not allow encryption: name a certificate with "
						+ ((key instanceof ECPublicKey) ? "keyAgreement" : "keyEncipherment")
						+ ", or without key usage.");
			}
		}
		this.certificates = List.copyOf(certificates);
		this.provider = provider;
		this.random = random;
	}

	@Override
	public ObjectNode lock(byte[] fileKey) {
		try {
			CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
			for (X509Certificate certificate : this.certificates) {
				generator.addRecipientInfoGenerator(recipient(certificate));
			}
			byte[] cms = generator
				.generate(new CMSProcessableByteArray(fileKey),
						new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC).setProvider(this.provider)
							.setSecureRandom(this.random)
							.build())
				.getEncoded();
			return JsonNodeFactory.instance.objectNode().put("cms", cms);
		}
		catch (CMSException | GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private RecipientInfoGenerator recipient(X509Certificate certificate)
			throws GeneralSecurityException, CMSException {
		if (certificate.getPublicKey() instanceof ECPublicKey key) {
			KeyPairGenerator pairs = KeyPairGenerator.getInstance("EC", this.provider);
			pairs.initialize(key.getParams(), this.random);
			KeyPair pair = pairs.generateKeyPair();
			return new JceKeyAgreeRecipientInfoGenerator(CMSAlgorithm.ECDH_SHA256KDF, pair.getPrivate(),
					pair.getPublic(), CMSAlgorithm.AES256_WRAP)
				.addRecipient(certificate)
				.setProvider(this.provider)
				.setSecureRandom(this.random);
		}
		AlgorithmIdentifier oaep = new JcaAlgorithmParametersConverter().getAlgorithmIdentifier(
				org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers.id_RSAES_OAEP,
				new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
		return new JceKeyTransRecipientInfoGenerator(certificate, oaep).setProvider(this.provider);
	}

}
