package handfast.x509;

import com.google.common.net.InetAddresses;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * A name as some certificate holds it, right or wrong: its kind ({@code dns}, {@code ip},
 * {@code email}, {@code uri}, or {@code other}) and its text, made printable.
 */
public record ObservedName(String type, String value) {

	public static ObservedName of(Name name) {
		return new ObservedName(name.type(), name.value());
	}

	/**
	 * From whatever a SAN holds.
	 */
	public static ObservedName from(GeneralName name) {
		return switch (name.getTagNo()) {
			case GeneralName.dNSName -> new ObservedName("dns", Text.printable(name.getName().toString()));
			case GeneralName.rfc822Name -> new ObservedName("email", Text.printable(name.getName().toString()));
			case GeneralName.uniformResourceIdentifier ->
				new ObservedName("uri", Text.printable(name.getName().toString()));
			case GeneralName.iPAddress -> address(ASN1OctetString.getInstance(name.getName()).getOctets());
			default -> new ObservedName("other", Text.printable(name.toString()));
		};
	}

	private static ObservedName address(byte[] octets) {
		try {
			return new ObservedName("ip", InetAddresses.toAddrString(java.net.InetAddress.getByAddress(octets)));
		}
		catch (java.net.UnknownHostException ex) {
			return new ObservedName("other", "address of " + octets.length + " octets");
		}
	}

}
