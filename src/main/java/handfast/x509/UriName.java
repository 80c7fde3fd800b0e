package handfast.x509;

import org.bouncycastle.asn1.x509.GeneralName;

public record UriName(String value) implements Name {

	public static UriName parse(String text) {
		throw new UnsupportedOperationException();
	}

	@Override
	public String type() {
		return "uri";
	}

	@Override
	public GeneralName toGeneralName() {
		return new GeneralName(GeneralName.uniformResourceIdentifier, this.value);
	}

}
