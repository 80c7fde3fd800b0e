package handfast.authority;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import handfast.x509.Cidr;
import handfast.x509.PermitRule;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;

/**
 * Name constraints from what a CA may certify. A kind of name without an entry would be
 * free, so all of it is excluded.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.10 RFC 5280 §4.2.1.10
 */
final class PermittedSubtrees {

	private PermittedSubtrees() {
	}

	static NameConstraints of(List<PermitRule> permitted) {
		List<GeneralSubtree> inside = new ArrayList<>();
		List<GeneralSubtree> outside = new ArrayList<>();
		for (PermitRule rule : permitted) {
			inside.add(switch (rule) {
				case PermitRule.Domain domain -> domain(domain.domain());
				case PermitRule.Host host -> domain(host.value());
				case PermitRule.Network network -> network(network.cidr());
			});
		}
		if (permitted.stream().noneMatch((rule) -> rule instanceof PermitRule.Network)) {
			outside.add(network(Cidr.parse("0.0.0.0/0")));
			outside.add(network(Cidr.parse("::/0")));
		}
		if (permitted.stream().allMatch((rule) -> rule instanceof PermitRule.Network)) {
			outside.add(domain(""));
		}
		return new NameConstraints(inside.toArray(GeneralSubtree[]::new),
				outside.isEmpty() ? null : outside.toArray(GeneralSubtree[]::new));
	}

	private static GeneralSubtree domain(String domain) {
		return new GeneralSubtree(new GeneralName(GeneralName.dNSName, domain));
	}

	// An address and a mask of its length.
	private static GeneralSubtree network(Cidr cidr) {
		byte[] address = cidr.address().getAddress();
		byte[] both = Arrays.copyOf(address, 2 * address.length);
		for (int bit = 0; bit < cidr.prefixLength(); bit++) {
			both[address.length + bit / 8] |= (byte) (0x80 >> (bit % 8));
		}
		return new GeneralSubtree(new GeneralName(GeneralName.iPAddress, new DEROctetString(both)));
	}

}
