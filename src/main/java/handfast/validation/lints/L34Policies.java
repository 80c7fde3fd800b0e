package handfast.validation.lints;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import handfast.validation.Code;
import handfast.validation.Finding;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.jspecify.annotations.Nullable;

/**
 * L34, all: no policy stands twice, an end entity has no anyPolicy, and no explicitText
 * is longer than 200 characters.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.4 RFC 5280 §4.2.1.4
 */
final class L34Policies implements Lint {

	private static final ASN1ObjectIdentifier ANY_POLICY = Extension.certificatePolicies.branch("0");

	private static final ASN1ObjectIdentifier USER_NOTICE = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.2.2");

	@Override
	public List<Finding> check(Specimen specimen) {
		Extension extension = specimen.extension(Extension.certificatePolicies);
		if (extension == null) {
			return List.of();
		}
		Set<ASN1ObjectIdentifier> seen = new HashSet<>();
		for (PolicyInformation policy : CertificatePolicies.getInstance(extension.getParsedValue())
			.getPolicyInformation()) {
			ASN1ObjectIdentifier oid = policy.getPolicyIdentifier();
			boolean wrong = !seen.add(oid) || (ANY_POLICY.equals(oid) && !specimen.isCa())
					|| hasLongText(policy.getPolicyQualifiers());
			if (wrong) {
				return found(Code.POLICIES_MALFORMED, "has a policy " + oid + " that breaks a rule");
			}
		}
		return foundIf(seen.isEmpty(), Code.POLICIES_MALFORMED, "has certificate policies without a policy");
	}

	private static boolean hasLongText(@Nullable ASN1Sequence qualifiers) {
		if (qualifiers == null) {
			return false;
		}
		for (ASN1Encodable element : qualifiers) {
			ASN1Sequence qualifier = ASN1Sequence.getInstance(element);
			if (USER_NOTICE.equals(qualifier.getObjectAt(0))
					&& isLong(ASN1Sequence.getInstance(qualifier.getObjectAt(1)))) {
				return true;
			}
		}
		return false;
	}

	private static boolean isLong(ASN1Sequence notice) {
		for (ASN1Encodable part : notice) {
			if (part instanceof ASN1String text && text.getString().length() > 200) {
				return true;
			}
		}
		return false;
	}

}
