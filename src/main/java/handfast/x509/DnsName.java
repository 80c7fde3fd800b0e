package handfast.x509;

import org.bouncycastle.asn1.x509.GeneralName;

public record DnsName(String value) implements Name {

	public static DnsName parse(String text) {
		throw new UnsupportedOperationException();
	}

	@Override
	public String type() {
		return "dns";
	}

	@Override
	public GeneralName toGeneralName() {
		return new GeneralName(GeneralName.dNSName, this.value);
	}

}
