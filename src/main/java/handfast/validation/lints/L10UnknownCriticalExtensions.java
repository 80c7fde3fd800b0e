package handfast.validation.lints;

import java.util.List;
import java.util.Set;

import handfast.validation.Code;
import handfast.validation.Finding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;

/**
 * L10, all: a critical extension is one that these lints judge.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.2 RFC 5280 §4.2
 */
final class L10UnknownCriticalExtensions implements Lint {

	private static final Set<ASN1ObjectIdentifier> KNOWN = Set.of(Extension.authorityKeyIdentifier,
			Extension.subjectKeyIdentifier, Extension.keyUsage, Extension.basicConstraints, Extension.extendedKeyUsage,
			Extension.subjectAlternativeName, Extension.nameConstraints, Extension.cRLDistributionPoints,
			Extension.authorityInfoAccess, Extension.certificatePolicies, Extension.noRevAvail);

	@Override
	public List<Finding> check(Specimen specimen) {
		Extensions extensions = specimen.tbs().getExtensions();
		if (extensions == null) {
			return List.of();
		}
		for (ASN1ObjectIdentifier oid : extensions.getCriticalExtensionOIDs()) {
			if (!KNOWN.contains(oid)) {
				return found(Code.UNKNOWN_CRITICAL_EXTENSION, "has the critical extension " + oid);
			}
		}
		return List.of();
	}

}
