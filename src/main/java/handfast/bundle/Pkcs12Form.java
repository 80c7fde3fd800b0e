package handfast.bundle;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

import handfast.bundle.BundleOrder.Encryption;
import handfast.x509.Fingerprint;
import handfast.x509.Secret;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/**
 * A PKCS #12 file as the JDK, OpenSSL, GnuTLS and NSS all read it. Built bag by bag,
 * because no ready-made keystore writes it so: Bouncy Castle's uses RC2-40, which OpenSSL
 * 3 does not open.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc7292 RFC 7292
 */
class Pkcs12Form implements BundleForm {

	private final SecureRandom random;

	Pkcs12Form(SecureRandom random) {
		this.random = random;
	}

	@Override
	public String mediaType() {
		return "application/pkcs12";
	}

	@Override
	public String fileExtension() {
		return "p12";
	}

	@Override
	public byte[] write(BundleOrder order, PrivateKey key, List<byte[]> chain)
			throws IOException, GeneralSecurityException, OperatorCreationException, PKCSException {
		char[] password = Passwords.require(order.password());
		Pkcs12Protection protection = (order.encryption() == Encryption.LEGACY) ? Pkcs12Protection.LEGACY
				: Pkcs12Protection.MODERN;
		Pkcs12Protection.Encryptors encryptors = protection.encryptors(password, this.random);
		PKCS12SafeBagBuilder keyBag = new PKCS12SafeBagBuilder(PortableKeys.pkcs8(key), encryptors.next());
		return new PKCS12PfxPduBuilder().addEncryptedData(encryptors.next(), certificates(order, chain))
			.addData(named(keyBag, order, chain.getFirst()))
			.build(protection.mac(this.random), password)
			.getEncoded();
	}

	private static PKCS12SafeBag[] certificates(BundleOrder order, List<byte[]> chain) throws IOException {
		PKCS12SafeBag[] bags = new PKCS12SafeBag[chain.size()];
		for (int i = 0; i < bags.length; i++) {
			PKCS12SafeBagBuilder bag = new PKCS12SafeBagBuilder(new X509CertificateHolder(chain.get(i)));
			bags[i] = (i == 0) ? named(bag, order, chain.getFirst()) : bag.build();
		}
		return bags;
	}

	// Without these two the JDK finds no chain for the key, and NSS refuses the file.
	private static PKCS12SafeBag named(PKCS12SafeBagBuilder bag, BundleOrder order, byte[] leaf) {
		byte[] keyId = Arrays.copyOf(Fingerprint.of(leaf).bytes(), 20);
		return bag.addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_friendlyName, new DERBMPString(order.alias()))
			.addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_localKeyId, new DEROctetString(keyId))
			.build();
	}

	@Override
	public OpenedBundle read(byte[] bytes, @Nullable Secret password) throws IOException, GeneralSecurityException {
		Pkcs12Protection.requireBearableWork(bytes);
		return JdkKeystores.read(KeyStore.getInstance("PKCS12"), new ByteArrayInputStream(bytes),
				Passwords.require(password));
	}

}
