package handfast.validation;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import handfast.validation.KeyVerdict.Known;
import handfast.validation.KeyVerdict.Refused;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.X509ObjectIdentifiers;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * The rules for each certificate of a path by itself. What strangers do and standards
 * allow is let pass, such as an RSA key of 8,192 bits.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.1 RFC 5280 §4.1
 */
final class PathCertificateRules {

	// What this checker reads, or what is about other things than trust.
	private static final Set<ASN1ObjectIdentifier> KNOWN = Set.of(Extension.basicConstraints, Extension.keyUsage,
			Extension.extendedKeyUsage, Extension.subjectAlternativeName, Extension.issuerAlternativeName,
			Extension.nameConstraints, Extension.certificatePolicies, Extension.authorityKeyIdentifier,
			Extension.subjectKeyIdentifier, Extension.cRLDistributionPoints, Extension.freshestCRL,
			Extension.authorityInfoAccess, Extension.policyMappings, Extension.inhibitAnyPolicy,
			Extension.policyConstraints);

	private static final Map<ASN1ObjectIdentifier, String> SHA1_SIGNATURES = Map.of(
			PKCSObjectIdentifiers.sha1WithRSAEncryption, "SHA-1 with RSA", X9ObjectIdentifiers.ecdsa_with_SHA1,
			"SHA-1 with ECDSA", X9ObjectIdentifiers.id_dsa_with_sha1, "SHA-1 with DSA",
			OIWObjectIdentifiers.sha1WithRSA, "SHA-1 with RSA", X509ObjectIdentifiers.id_SHA1, "SHA-1");

	private static final Map<ASN1ObjectIdentifier, String> BROKEN_SIGNATURES = Map.of(
			PKCSObjectIdentifiers.md2WithRSAEncryption, "MD2 with RSA", PKCSObjectIdentifiers.md4WithRSAEncryption,
			"MD4 with RSA", PKCSObjectIdentifiers.md5WithRSAEncryption, "MD5 with RSA", OIWObjectIdentifiers.md5WithRSA,
			"MD5 with RSA");

	private final PathCertificate certificate;

	private final List<Finding> findings = new ArrayList<>();

	private PathCertificateRules(PathCertificate certificate) {
		this.certificate = certificate;
	}

	static List<Finding> check(PathCertificate certificate, boolean ca) {
		PathCertificateRules rules = new PathCertificateRules(certificate);
		rules.checkEncoding();
		rules.checkSerial();
		rules.checkAlgorithm(ca);
		rules.checkKey();
		rules.checkExtensions();
		return rules.findings;
	}

	/**
	 * Of an anchor neither signature nor serial number counts: old roots in use have a
	 * serial number 0 and a SHA-1 signature that nobody checks.
	 */
	static List<Finding> checkAnchor(PathCertificate certificate) {
		PathCertificateRules rules = new PathCertificateRules(certificate);
		rules.checkKey();
		rules.checkExtensions();
		return rules.findings;
	}

	private void checkEncoding() {
		if (!this.certificate.isStrictDer()) {
			add(Code.NOT_DER, "is not DER: encoding it again gives other bytes");
		}
		if (this.certificate.holder().getVersionNumber() != 3) {
			add(Code.VERSION_NOT_V3, "is a v" + this.certificate.holder().getVersionNumber()
					+ " certificate, which can't say what it is for");
		}
		if (this.certificate.issuer().getRDNs().length == 0) {
			add(Code.ISSUER_MISMATCH, "has an empty issuer");
		}
	}

	// RFC 5280 §4.1.2.2
	private void checkSerial() {
		BigInteger serial = this.certificate.holder().getSerialNumber();
		if (serial.signum() <= 0) {
			add(Code.BAD_SERIAL, "has a serial number that is " + ((serial.signum() == 0) ? "zero" : "negative"));
		}
		else if (serial.bitLength() > 159) {
			add(Code.BAD_SERIAL, "has a serial number of " + (serial.bitLength() / 8 + 1) + " octets; 20 is the most");
		}
	}

	private void checkAlgorithm(boolean ca) {
		AlgorithmIdentifier outer = this.certificate.holder().getSignatureAlgorithm();
		AlgorithmIdentifier inner = this.certificate.holder().toASN1Structure().getTBSCertificate().getSignature();
		// RFC 5280 §4.1.1.2
		if (!outer.equals(inner)) {
			add(Code.SIGNATURE_ALGORITHM_MISMATCH, "says that it is signed by " + outer.getAlgorithm()
					+ ", and in its signed part by " + inner.getAlgorithm());
		}
		if (!hasRightParameters(outer)) {
			add(Code.ALGORITHM_IDENTIFIER_MALFORMED,
					"has parameters at its signature algorithm " + outer.getAlgorithm() + " that don't belong there");
		}
		String broken = BROKEN_SIGNATURES.get(outer.getAlgorithm());
		if (broken != null) {
			add(Code.WEAK_SIGNATURE, "is signed by " + broken);
		}
		String sha1 = SHA1_SIGNATURES.get(outer.getAlgorithm());
		if (sha1 != null) {
			add(ca ? Code.SHA1_CHAIN : Code.WEAK_SIGNATURE, "is signed by " + sha1);
		}
	}

	// RFC 4055 §5: RSA has NULL, and readers take its absence; PSS has its own.
	private static boolean hasRightParameters(AlgorithmIdentifier algorithm) {
		ASN1Encodable parameters = algorithm.getParameters();
		if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
			return parameters != null;
		}
		if (algorithm.getAlgorithm().on(PKCSObjectIdentifiers.pkcs_1)) {
			return parameters == null || DERNull.INSTANCE.equals(parameters);
		}
		return parameters == null || SHA1_SIGNATURES.containsKey(algorithm.getAlgorithm());
	}

	private void checkKey() {
		switch (KeyRules.check(this.certificate.publicKey())) {
			case Known known -> WeakKeys.check(this.certificate.publicKey())
				.ifPresent((code) -> add(Code.WEAK_KEY, "has a key that " + code.cause()));
			case Refused refused -> checkOddKey(refused);
		}
	}

	private void checkOddKey(Refused refused) {
		switch (refused.code()) {
			case KEY_SIZE, KEY_EXPONENT -> checkRsa();
			case KEY_UNKNOWN -> checkUnknown();
			default -> add(refused.code(), "has a key that " + refused.message());
		}
	}

	private void checkRsa() {
		RSAPublicKey key = RSAPublicKey.getInstance(this.certificate.publicKey().getPublicKeyData().getOctets());
		int bits = key.getModulus().bitLength();
		if (bits < 2048) {
			add(Code.WEAK_KEY, "has an RSA key of " + bits + " bits; 2048 is the least");
		}
		if (key.getPublicExponent().compareTo(BigInteger.TWO) <= 0 || !key.getPublicExponent().testBit(0)) {
			add(Code.WEAK_KEY, "has an RSA key whose exponent is not an odd number above 2");
		}
	}

	private void checkUnknown() {
		SubjectPublicKeyInfo key = this.certificate.publicKey();
		if (key.getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
				&& key.getAlgorithm().getParameters() instanceof ASN1ObjectIdentifier curve) {
			X9ECParameters parameters = ECNamedCurveTable.getByOID(curve);
			if (parameters != null && parameters.getN().bitLength() < 256) {
				add(Code.WEAK_KEY, "has an EC key of " + parameters.getN().bitLength() + " bits; 256 is the least");
			}
		}
		else if (key.getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_dsa)) {
			add(Code.WEAK_KEY, "has a DSA key");
		}
	}

	private void checkExtensions() {
		this.certificate.extensions().forEach((oid, extension) -> {
			if (extension.isCritical() && !KNOWN.contains(oid)) {
				add(Code.UNKNOWN_CRITICAL_EXTENSION, "has the critical extension " + oid + ", which is not known here");
			}
		});
		for (ASN1ObjectIdentifier oid : this.certificate.unreadable()) {
			add(Code.MALFORMED_CERTIFICATE, "has an extension " + oid + " that can't be read");
		}
	}

	private void add(Code code, String what) {
		this.findings.add(Finding.of(code, this.certificate.shownSubject() + " " + what));
	}

}
