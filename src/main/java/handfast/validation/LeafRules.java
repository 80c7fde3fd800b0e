package handfast.validation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import com.google.common.net.InternetDomainName;
import handfast.x509.ObservedName;
import handfast.x509.Text;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * The rules for the certificate that a server or client shows.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc9525#section-6 RFC 9525 §6
 */
final class LeafRules {

	private static final int MOST_NAMES_SHOWN = 5;

	private static final Map<String, String> PURPOSES = Map.of(KeyPurposeId.id_kp_serverAuth.getId(), "serverAuth",
			KeyPurposeId.id_kp_clientAuth.getId(), "clientAuth", KeyPurposeId.id_kp_codeSigning.getId(), "codeSigning",
			KeyPurposeId.id_kp_emailProtection.getId(), "emailProtection", KeyPurposeId.id_kp_OCSPSigning.getId(),
			"OCSPSigning", KeyPurposeId.id_kp_timeStamping.getId(), "timeStamping",
			KeyPurposeId.anyExtendedKeyUsage.getId(), "anyExtendedKeyUsage");

	private final PathCertificate leaf;

	private final PathQuery query;

	private final List<Finding> findings = new ArrayList<>();

	private LeafRules(PathCertificate leaf, PathQuery query) {
		this.leaf = leaf;
		this.query = query;
	}

	/**
	 * What is wrong with it for the name and purpose asked; nothing where a CA's own
	 * certificate is asked about.
	 */
	static List<Finding> check(PathCertificate leaf, PathQuery query) {
		LeafRules rules = new LeafRules(leaf, query);
		if (!isCaWanted(leaf, query)) {
			rules.check();
		}
		return rules.findings;
	}

	/**
	 * Whether the path is one to a CA's certificate: that of a CA, asked about with
	 * neither name nor purpose.
	 */
	static boolean isCaWanted(PathCertificate leaf, PathQuery query) {
		return leaf.isCa() && query.serverName() == null && query.purpose() == null;
	}

	static boolean allows(ExtendedKeyUsage usage, String purpose) {
		return Arrays.stream(usage.getUsages())
			.anyMatch((allowed) -> allowed.getId().equals(purpose) || allowed.equals(KeyPurposeId.anyExtendedKeyUsage));
	}

	static String shown(String purpose) {
		return PURPOSES.getOrDefault(purpose, purpose);
	}

	static String shown(ExtendedKeyUsage usage) {
		return Text
			.printable(String.join(", ", Arrays.stream(usage.getUsages()).map((one) -> shown(one.getId())).toList()));
	}

	private void check() {
		if (this.leaf.isCa()) {
			add(Code.BASIC_CONSTRAINTS, "is the certificate of a CA and not of a server or client");
		}
		checkKeyUsage();
		checkPurpose();
		checkNames();
	}

	private void checkKeyUsage() {
		KeyUsage usage = this.leaf.keyUsage().orElse(null);
		if (usage == null) {
			return;
		}
		// RFC 5280 §4.2.1.3: these two go with cA, which an end entity lacks.
		if (usage.hasUsages(KeyUsage.keyCertSign) || usage.hasUsages(KeyUsage.cRLSign)) {
			add(Code.WRONG_KEY_USAGE, "has the key usage "
					+ (usage.hasUsages(KeyUsage.keyCertSign) ? "keyCertSign" : "cRLSign") + ", which only CAs have");
		}
		// RFC 9846 §4.4.2.2, and every ECDHE suite of TLS 1.2
		if (!usage.hasUsages(KeyUsage.digitalSignature)) {
			add(Code.WRONG_KEY_USAGE, "lacks the key usage digitalSignature, without which there is no handshake with"
					+ " forward secrecy");
		}
	}

	private void checkPurpose() {
		String purpose = this.query.purpose();
		if (purpose == null) {
			return;
		}
		if (this.leaf.extendedKeyUsage().isEmpty()) {
			// RFC 5280 §4.2.1.12: without one it is for everything. Private PKIs do so;
			// browsers and Apple's systems want it.
			this.findings.add(new Finding(Code.WRONG_EXTENDED_KEY_USAGE, Severity.WARNING,
					this.leaf.shownSubject() + " has no extended key usage; several clients want " + shown(purpose),
					Code.WRONG_EXTENDED_KEY_USAGE.fix(), null));
		}
		else if (!allows(this.leaf.extendedKeyUsage().get(), purpose)) {
			add(Code.WRONG_EXTENDED_KEY_USAGE,
					"is for " + shown(this.leaf.extendedKeyUsage().get()) + " and not for " + shown(purpose));
		}
	}

	private void checkNames() {
		String serverName = this.query.serverName();
		boolean server = serverName != null || KeyPurposeId.id_kp_serverAuth.getId().equals(this.query.purpose());
		if (server && this.leaf.names().isEmpty()) {
			add(Code.MISSING_SAN, "has no subject alternative name; a name in the subject's CN counts for no client");
		}
		else if (serverName != null && !NameMatching.matches(this.leaf.holder(), serverName)) {
			add(Code.NAME_MISMATCH,
					"does not hold the name " + Text.printable(serverName) + "; it holds " + shownNames());
		}
		this.leaf.names().stream().filter(LeafRules::isTooWide).limit(MOST_NAMES_SHOWN).forEach((name) -> {
			add(Code.NAME_WILDCARD_TOO_WIDE, "holds " + Text.printable(ObservedName.from(name).value())
					+ ", which speaks for the domains of strangers");
		});
	}

	/**
	 * A wildcard right over a top-level domain or a suffix of a registry. Suffixes that a
	 * company lends, such as github.io, are the company's own.
	 */
	private static boolean isTooWide(GeneralName name) {
		String text = (name.getTagNo() == GeneralName.dNSName) ? name.getName().toString() : "";
		if (!text.startsWith("*.")) {
			return text.equals("*");
		}
		String domain = text.substring(2);
		return domain.indexOf('.') < 0
				|| (InternetDomainName.isValid(domain) && InternetDomainName.from(domain).isRegistrySuffix());
	}

	private String shownNames() {
		List<String> names = this.leaf.names()
			.stream()
			.limit(MOST_NAMES_SHOWN)
			.map((name) -> Text.printable(ObservedName.from(name).value()))
			.toList();
		int more = this.leaf.names().size() - names.size();
		return String.join(", ", names) + ((more > 0) ? " and " + more + " more" : "");
	}

	private void add(Code code, String what) {
		this.findings.add(Finding.of(code, this.leaf.shownSubject() + " " + what));
	}

}
