package handfast.validation;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * How a name lies in a subtree of names of its kind.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.10 RFC 5280 §4.2.1.10
 */
final class Subtrees {

	private Subtrees() {
	}

	/**
	 * Whether the kind of name is one that can be compared.
	 */
	static boolean isKnown(GeneralName name) {
		return switch (name.getTagNo()) {
			case GeneralName.dNSName, GeneralName.iPAddress, GeneralName.rfc822Name,
					GeneralName.uniformResourceIdentifier, GeneralName.directoryName ->
				true;
			default -> false;
		};
	}

	/**
	 * Whether the base of a subtree has the form of its kind; those of unknown kinds
	 * have.
	 */
	static boolean isWellFormed(GeneralName base) {
		return base.getTagNo() != GeneralName.iPAddress || isMasked(octets(base));
	}

	/**
	 * Whether all that the name stands for lies in the subtree.
	 */
	static boolean holds(GeneralName base, GeneralName name) {
		return switch (name.getTagNo()) {
			case GeneralName.dNSName -> holdsDns(text(base), text(name));
			case GeneralName.iPAddress -> holdsAddress(octets(base), octets(name));
			case GeneralName.rfc822Name -> holdsEmail(text(base), text(name));
			case GeneralName.uniformResourceIdentifier -> holdsUri(text(base), text(name));
			case GeneralName.directoryName ->
				holdsDirectory(X500Name.getInstance(base.getName()), X500Name.getInstance(name.getName()));
			default -> false;
		};
	}

	/**
	 * Whether some of what the name stands for lies in the subtree: a wildcard stands for
	 * every label. A name that can't be read is taken to.
	 */
	static boolean touches(GeneralName base, GeneralName name) {
		String text = text(name);
		if (name.getTagNo() == GeneralName.dNSName && text.startsWith("*.")) {
			String excluded = text(base);
			int dot = excluded.indexOf('.', 1);
			return holds(base, name) || (dot > 0 && excluded.substring(dot).equals(text.substring(1)));
		}
		if (name.getTagNo() == GeneralName.uniformResourceIdentifier && host(text).isEmpty()) {
			return true;
		}
		return holds(base, name);
	}

	// A dot at the left is no form of the RFC, but in use: below, and not the name
	// itself.
	private static boolean holdsDns(String base, String name) {
		return base.isEmpty() || name.equals(base) || name.endsWith(base.startsWith(".") ? base : "." + base);
	}

	private static boolean holdsAddress(byte[] base, byte[] address) {
		if (base.length != 2 * address.length) {
			return false;
		}
		for (int i = 0; i < address.length; i++) {
			if (((base[i] ^ address[i]) & base[address.length + i]) != 0) {
				return false;
			}
		}
		return true;
	}

	private static boolean holdsEmail(String base, String address) {
		String host = address.substring(address.lastIndexOf('@') + 1);
		return base.contains("@") ? address.equals(base) : holdsHost(base, host);
	}

	// RFC 5280 §4.2.1.10: a URI without a host, or with an address, is in no subtree.
	private static boolean holdsUri(String base, String uri) {
		String host = host(uri);
		return !host.isEmpty() && holdsHost(base, host);
	}

	private static boolean holdsHost(String base, String host) {
		return base.isEmpty() || (base.startsWith(".") ? host.endsWith(base) : host.equals(base));
	}

	private static boolean holdsDirectory(X500Name base, X500Name name) {
		RDN[] outer = base.getRDNs();
		RDN[] inner = name.getRDNs();
		if (outer.length > inner.length) {
			return false;
		}
		RDN[] first = java.util.Arrays.copyOf(inner, outer.length);
		return new X500Name(first).equals(base);
	}

	private static boolean isMasked(byte[] base) {
		if (base.length != 8 && base.length != 32) {
			return false;
		}
		boolean ended = false;
		for (int bit = base.length * 4; bit < base.length * 8; bit++) {
			boolean set = (base[bit / 8] >> (7 - bit % 8) & 1) != 0;
			if (set && ended) {
				return false;
			}
			ended |= !set;
		}
		return true;
	}

	private static String host(String uri) {
		try {
			String host = new URI(uri).getHost();
			return (host == null || host.startsWith("[") || host.matches("[0-9.]+")) ? "" : host;
		}
		catch (URISyntaxException ex) {
			return "";
		}
	}

	private static String text(GeneralName name) {
		return name.getName().toString().toLowerCase(Locale.ROOT);
	}

	private static byte[] octets(GeneralName name) {
		return ASN1OctetString.getInstance(name.getName()).getOctets();
	}

}
