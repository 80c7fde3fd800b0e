package handfast.validation.lints;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import handfast.validation.Code;
import handfast.validation.Finding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * L04, all: the signature's AlgorithmIdentifier is one of the few that are right to the
 * byte: RSA with NULL, ECDSA, EdDSA and ML-DSA without parameters, PSS with one hash
 * throughout and a salt of its length. SHA-256 at least.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc4055#section-5 RFC 4055 §5
 * @spec https://www.rfc-editor.org/rfc/rfc5758#section-3.2 RFC 5758 §3.2
 * @spec https://www.rfc-editor.org/rfc/rfc8410#section-3 RFC 8410 §3
 * @spec https://www.rfc-editor.org/rfc/rfc9881#section-3 RFC 9881 §3
 */
final class L04AlgorithmIdentifiers implements Lint, CrlLint {

	private static final Set<AlgorithmIdentifier> EXACT = Stream
		.concat(Stream
			.of(X9ObjectIdentifiers.ecdsa_with_SHA256, X9ObjectIdentifiers.ecdsa_with_SHA384,
					X9ObjectIdentifiers.ecdsa_with_SHA512, EdECObjectIdentifiers.id_Ed25519,
					EdECObjectIdentifiers.id_Ed448, NISTObjectIdentifiers.id_ml_dsa_44,
					NISTObjectIdentifiers.id_ml_dsa_65, NISTObjectIdentifiers.id_ml_dsa_87)
			.map(AlgorithmIdentifier::new), rsa())
		.collect(Collectors.toUnmodifiableSet());

	@Override
	public List<Finding> check(Specimen specimen) {
		return judge(specimen.tbs().getSignature());
	}

	@Override
	public List<Finding> check(CrlSpecimen specimen) {
		return judge(specimen.crl().innerAlgorithm());
	}

	private List<Finding> judge(AlgorithmIdentifier algorithm) {
		if (EXACT.contains(algorithm)) {
			return List.of();
		}
		boolean known = EXACT.stream().anyMatch((exact) -> exact.getAlgorithm().equals(algorithm.getAlgorithm()));
		return known
				? found(Code.ALGORITHM_IDENTIFIER_MALFORMED,
						"has wrong parameters for the signature algorithm " + algorithm.getAlgorithm())
				: found(Code.WEAK_SIGNATURE,
						"is signed by " + algorithm.getAlgorithm() + ", which is weak or not known");
	}

	private static Stream<AlgorithmIdentifier> rsa() {
		return Stream.of(new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE),
				new AlgorithmIdentifier(PKCSObjectIdentifiers.sha384WithRSAEncryption, DERNull.INSTANCE),
				new AlgorithmIdentifier(PKCSObjectIdentifiers.sha512WithRSAEncryption, DERNull.INSTANCE),
				pss(NISTObjectIdentifiers.id_sha256, 32), pss(NISTObjectIdentifiers.id_sha384, 48),
				pss(NISTObjectIdentifiers.id_sha512, 64));
	}

	private static AlgorithmIdentifier pss(ASN1ObjectIdentifier hash, int salt) {
		AlgorithmIdentifier digest = new AlgorithmIdentifier(hash, DERNull.INSTANCE);
		return new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSASSA_PSS,
				new RSASSAPSSparams(digest, new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, digest),
						new ASN1Integer(salt), RSASSAPSSparams.DEFAULT_TRAILER_FIELD));
	}

}
