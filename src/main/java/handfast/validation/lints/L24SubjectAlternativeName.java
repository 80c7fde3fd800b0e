package handfast.validation.lints;

import java.util.List;
import java.util.Set;

import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.LintSubject.Role;
import org.bouncycastle.asn1.x509.Extension;

/**
 * L24, end entities: there is a SAN with a name in it, critical exactly if the subject is
 * empty.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.6 RFC 5280 §4.2.1.6
 */
final class L24SubjectAlternativeName implements Lint {

	@Override
	public Set<Role> roles() {
		return LEAF;
	}

	@Override
	public List<Finding> check(Specimen specimen) {
		Extension extension = specimen.extension(Extension.subjectAlternativeName);
		if (extension == null || specimen.names().isEmpty()) {
			return found(Code.MISSING_SAN, "has no subject alternative name");
		}
		boolean empty = specimen.tbs().getSubject().size() == 0;
		return foundIf(extension.isCritical() != empty, Code.SAN_MALFORMED,
				empty ? "has an empty subject and a SAN that is not critical" : "has a subject and a critical SAN");
	}

}
