package handfast.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

import handfast.x509.Pem;
import handfast.x509.Secret;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;
import org.jspecify.annotations.Nullable;

/**
 * One PEM file: leaf, issuing CA, key. nginx, HAProxy and hitch take it as it is; Postfix
 * wants the key first.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc7468 RFC 7468
 */
class PemForm implements BundleForm {

	private static final String PLAIN = "PRIVATE KEY";

	private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";

	private static final String CERTIFICATE = "CERTIFICATE";

	private final SecureRandom random;

	PemForm(SecureRandom random) {
		this.random = random;
	}

	@Override
	public String mediaType() {
		return "application/x-pem-file";
	}

	@Override
	public String fileExtension() {
		return "pem";
	}

	@Override
	public byte[] write(BundleOrder order, PrivateKey key, List<byte[]> chain)
			throws IOException, GeneralSecurityException, OperatorCreationException {
		StringBuilder certificates = new StringBuilder();
		for (byte[] certificate : chain) {
			certificates.append(Pem.certificate(certificate));
		}
		StringBuilder text = new StringBuilder();
		PrivateKeyInfo info = PortableKeys.pkcs8(key);
		Secret password = order.password();
		if (password == null) {
			text.append(Pem.write(PLAIN, info.getEncoded()));
		}
		else {
			OutputEncryptor encryptor = Pkcs12Protection.MODERN.encryptors(password.value(), this.random).next();
			text.append(
					Pem.write(ENCRYPTED, new PKCS8EncryptedPrivateKeyInfoBuilder(info).build(encryptor).getEncoded()));
		}
		text.insert(order.keyFirst() ? text.length() : 0, certificates);
		return text.toString().getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * As OpenSSL does it: the first certificate is the leaf, those after it the chain,
	 * and the key may stand anywhere.
	 */
	@Override
	public OpenedBundle read(byte[] bytes, @Nullable Secret password)
			throws IOException, GeneralSecurityException, PKCSException {
		List<byte[]> chain = new ArrayList<>();
		List<PrivateKey> keys = new ArrayList<>();
		for (Pem.Block block : Pem.read(new String(bytes, StandardCharsets.US_ASCII))) {
			switch (block.label()) {
				case CERTIFICATE -> chain.add(block.der());
				case PLAIN -> keys.add(PortableKeys.read(PrivateKeyInfo.getInstance(block.der())));
				case ENCRYPTED -> keys.add(PortableKeys.read(decrypted(block.der(), password)));
				default -> {
					// Such as EC PARAMETERS, which older tools put before the key.
				}
			}
		}
		if (keys.size() != 1 || chain.isEmpty()) {
			throw Bundles.unreadable("It must hold one private key with its certificates and holds " + keys.size()
					+ " keys and " + chain.size() + " certificates");
		}
		X509Certificate[] certificates = JdkKeystores.certificates(chain);
		PrivateKey key = keys.getFirst();
		return new OpenedBundle(key, List.of(certificates),
				JdkKeystores.isKnownToTls(key) ? new OneKeyManager(PortableKeys.jdk(key), certificates) : null);
	}

	private static PrivateKeyInfo decrypted(byte[] der, @Nullable Secret password) throws IOException, PKCSException {
		return new PKCS8EncryptedPrivateKeyInfo(der)
			.decryptPrivateKeyInfo(new JcePKCSPBEInputDecryptorProviderBuilder().setProvider(PortableKeys.provider())
				.build(Passwords.require(password)));
	}

}
