package handfast.x509;

import org.bouncycastle.asn1.x509.GeneralName;

public record IpAddress(String value) implements Name {

	public static IpAddress parse(String text) {
		throw new UnsupportedOperationException();
	}

	@Override
	public String type() {
		return "ip";
	}

	@Override
	public GeneralName toGeneralName() {
		return new GeneralName(GeneralName.iPAddress, this.value);
	}

}
