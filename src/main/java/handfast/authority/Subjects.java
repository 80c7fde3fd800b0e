package handfast.authority;

import java.time.Instant;
import java.util.regex.Pattern;

import handfast.x509.DistinguishedName;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * Names of CAs, and names as the inventory shows them.
 */
final class Subjects {

	private static final Pattern NUMBER = Pattern.compile(" [0-9a-f]{6}$");

	// RFC 5280 App. A: ub-organization-name
	private static final int LONGEST_ORGANIZATION = 64;

	private Subjects() {
	}

	/**
	 * {@code CN=…,O=…}, in DER in the order written.
	 */
	static X500Name of(String commonName, String organization) {
		return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName)
			.addRDN(BCStyle.O, organization.substring(0, Math.min(LONGEST_ORGANIZATION, organization.length())))
			.build();
	}

	/**
	 * {@code CN=… XXXXXX,O=…} with the key's digits, so that two Handfasts on one network
	 * can be told apart.
	 */
	static CaMaker.Subject numbered(String commonName, String organization) {
		return (key) -> DistinguishedName.from(of(commonName + " " + key, organization));
	}

	/**
	 * That of the CA before, with the digits of the next key.
	 */
	static CaMaker.Subject following(DistinguishedName before) {
		return (key) -> before.spellingCommonNames((name) -> NUMBER.matcher(name).replaceFirst("") + " " + key);
	}

	static String text(X500Name name) {
		return DistinguishedName.rfc4514(name);
	}

	static Instant later(Instant one, Instant other) {
		return one.isAfter(other) ? one : other;
	}

}
