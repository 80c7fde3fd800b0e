package handfast.validation;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Locale;

import com.google.common.net.InetAddresses;
import handfast.x509.DnsName;
import handfast.x509.MalformedException;
import handfast.x509.Name;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * Whether a certificate holds a name.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc9525#section-6.3 RFC 9525 §6.3
 */
public final class NameMatching {

	private NameMatching() {
	}

	/**
	 * By the SAN alone; a wildcard stands for exactly one label. A name or certificate
	 * that can't be read matches nothing.
	 * @param serverName a DNS name (A-labels or U-labels) or an address
	 */
	public static boolean matches(X509CertificateHolder certificate, String serverName) {
		GeneralName[] presented = namesOf(certificate);
		if (InetAddresses.isInetAddress(serverName) && serverName.indexOf('%') < 0) {
			InetAddress wanted = InetAddresses.forString(serverName);
			return Arrays.stream(presented).anyMatch((name) -> isAddress(name, wanted.getAddress()));
		}
		String wanted = asciiOf(serverName);
		return Arrays.stream(presented)
			.anyMatch((name) -> name.getTagNo() == GeneralName.dNSName
					&& covers(name.getName().toString().toLowerCase(Locale.ROOT), wanted));
	}

	/**
	 * Whether a presented name of a certificate covers a name. A wildcard that is wanted
	 * is covered by the same wildcard alone.
	 */
	public static boolean covers(Name presented, Name wanted) {
		if (presented instanceof DnsName(String holds) && wanted instanceof DnsName(String asked)) {
			return covers(holds, asked);
		}
		return presented.equals(wanted);
	}

	/**
	 * Both in lower case. RFC 9525 §6.3: the wildcard is the whole left-most label, and
	 * stands for one. Stricter: never right over a top-level domain.
	 */
	private static boolean covers(String presented, String wanted) {
		if (presented.equals(wanted)) {
			return !wanted.isEmpty();
		}
		if (!presented.startsWith("*.") || wanted.startsWith("*")) {
			return false;
		}
		String domain = presented.substring(1);
		int dot = wanted.indexOf('.');
		return dot > 0 && wanted.substring(dot).equals(domain) && domain.indexOf('.', 1) > 0;
	}

	private static boolean isAddress(GeneralName name, byte[] wanted) {
		return name.getTagNo() == GeneralName.iPAddress && name.getName() instanceof ASN1OctetString octets
				&& Arrays.equals(octets.getOctets(), wanted);
	}

	private static String asciiOf(String serverName) {
		// The dot that ends an absolute name is none of the labels that are compared.
		String labels = serverName.endsWith(".") ? serverName.substring(0, serverName.length() - 1) : serverName;
		if (labels.chars().allMatch((character) -> character < 0x80)) {
			return labels.toLowerCase(Locale.ROOT);
		}
		try {
			return DnsName.parse(labels).value();
		}
		catch (MalformedException ex) {
			return "";
		}
	}

	private static GeneralName[] namesOf(X509CertificateHolder certificate) {
		try {
			Extension extension = certificate.getExtension(Extension.subjectAlternativeName);
			return (extension == null) ? new GeneralName[0]
					: GeneralNames.getInstance(extension.getParsedValue()).getNames();
		}
		catch (RuntimeException ex) {
			return new GeneralName[0];
		}
	}

}
