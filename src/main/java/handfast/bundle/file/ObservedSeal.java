package handfast.bundle.file;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.x509.MalformedException;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PBMAC1Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * The MAC over a stranger's PKCS #12 file: what it is, and whether the password fits.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc7292#section-4 RFC 7292 §4
 * @spec https://www.rfc-editor.org/rfc/rfc9579 RFC 9579
 */
final class ObservedSeal {

	private static final BigInteger MOST_ITERATIONS = BigInteger.valueOf(1_000_000);

	private static final Map<ASN1ObjectIdentifier, String> MACS = Map.of(PKCSObjectIdentifiers.id_hmacWithSHA1,
			"HmacSHA1", PKCSObjectIdentifiers.id_hmacWithSHA224, "HmacSHA224", PKCSObjectIdentifiers.id_hmacWithSHA256,
			"HmacSHA256", PKCSObjectIdentifiers.id_hmacWithSHA384, "HmacSHA384",
			PKCSObjectIdentifiers.id_hmacWithSHA512, "HmacSHA512");

	private final MacData mac;

	private final AlgorithmIdentifier algorithm;

	/**
	 * Reads the count of iterations before anyone starts on them: a file may ask for
	 * 2^31.
	 * @throws MalformedException {@code keystore-mac-iterations} over 1,000,000
	 */
	ObservedSeal(MacData mac) {
		this.mac = mac;
		this.algorithm = mac.getMac().getAlgorithmId();
		if (iterations().signum() <= 0 || iterations().compareTo(MOST_ITERATIONS) > 0) {
			throw new MalformedException(Code.KEYSTORE_MAC_ITERATIONS.slug(),
					"The file " + Code.KEYSTORE_MAC_ITERATIONS.cause());
		}
	}

	boolean fits(byte[] content, Derivation derivation, boolean withoutPassword) throws GeneralSecurityException {
		byte[] expected = this.mac.getMac().getDigest();
		if (isPbmac1()) {
			return MessageDigest.isEqual(pbmac1(content, derivation), expected);
		}
		return MessageDigest.isEqual(classic(content, derivation, false), expected)
				|| (withoutPassword && MessageDigest.isEqual(classic(content, derivation, true), expected));
	}

	List<Finding> findings() {
		List<Finding> findings = new ArrayList<>();
		if (isPbmac1()) {
			findings.add(Finding.of(Code.KEYSTORE_PBMAC1, "The file " + Code.KEYSTORE_PBMAC1.cause()));
		}
		if (OIWObjectIdentifiers.idSHA1.equals(this.algorithm.getAlgorithm())) {
			findings.add(Finding.of(Code.KEYSTORE_SHA1_MAC, "The file " + Code.KEYSTORE_SHA1_MAC.cause()));
		}
		return findings;
	}

	private boolean isPbmac1() {
		return PKCSObjectIdentifiers.id_PBMAC1.equals(this.algorithm.getAlgorithm());
	}

	private BigInteger iterations() {
		return isPbmac1()
				? PBKDF2Params.getInstance(derivationOf(pbmac1Parameters()).getParameters()).getIterationCount()
				: this.mac.getIterationCount();
	}

	private PBMAC1Params pbmac1Parameters() {
		return PBMAC1Params.getInstance(this.algorithm.getParameters());
	}

	private static KeyDerivationFunc derivationOf(PBMAC1Params parameters) {
		return KeyDerivationFunc.getInstance(parameters.getKeyDerivationFunc());
	}

	private byte[] pbmac1(byte[] content, Derivation derivation) throws GeneralSecurityException {
		PBMAC1Params parameters = pbmac1Parameters();
		String name = MACS.get(parameters.getMessageAuthScheme().getAlgorithm());
		BigInteger length = PBKDF2Params.getInstance(derivationOf(parameters).getParameters()).getKeyLength();
		if (name == null || length == null) {
			throw Derivation.unreadable("is sealed by a form of PBMAC1 that RFC 9579 does not have");
		}
		Mac sealing = Mac.getInstance(name);
		sealing.init(new SecretKeySpec(derivation.pbes2(derivationOf(parameters),
				length.min(BigInteger.valueOf(Integer.MAX_VALUE)).intValue()), name));
		return sealing.doFinal(content);
	}

	private byte[] classic(byte[] content, Derivation derivation, boolean none) {
		Digest digest = Derivation.digest(this.algorithm.getAlgorithm());
		HMac sealing = new HMac(Derivation.digest(this.algorithm.getAlgorithm()));
		sealing
			.init(new KeyParameter(derivation.macKey(digest, this.mac.getSalt(), this.mac.getIterationCount(), none)));
		sealing.update(content, 0, content.length);
		byte[] made = new byte[sealing.getMacSize()];
		sealing.doFinal(made, 0);
		return made;
	}

}
