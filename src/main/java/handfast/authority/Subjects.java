package handfast.authority;

import java.time.Instant;

import handfast.x509.DistinguishedName;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * Names of CAs, and names as the inventory shows them.
 */
final class Subjects {

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

	static String text(X500Name name) {
		return DistinguishedName.rfc4514(name);
	}

	static Instant later(Instant one, Instant other) {
		return one.isAfter(other) ? one : other;
	}

}
