package handfast.x509;

import org.bouncycastle.asn1.x509.GeneralName;

public record EmailAddress(String value) implements Name {

	public static EmailAddress parse(String text) {
		throw new UnsupportedOperationException();
	}

	@Override
	public String type() {
		return "email";
	}

	@Override
	public GeneralName toGeneralName() {
		return new GeneralName(GeneralName.rfc822Name, this.value);
	}

}
