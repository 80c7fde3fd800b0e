package handfast.validation;

import handfast.x509.IpAddress;
import handfast.x509.Name;
import handfast.x509.TestAuthority;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class NameMatchingTests {

	private static final TestAuthority ROOT = TestAuthority.root();

	@ParameterizedTest
	@CsvSource({ "shop.test, shop.test, true", "Shop.TEST, shop.test, true", "shop.test, SHOP.test, true",
			"*.shop.test, www.shop.test, true", "*.shop.test, shop.test, false", "*.shop.test, a.b.shop.test, false",
			"*.shop.test, .shop.test, false", "w*.shop.test, www.shop.test, false", "*.test, shop.test, false",
			"*, shop.test, false", "www.*.test, www.shop.test, false", "shop.test, xshop.test, false",
			"10.1.2.3, 10.1.2.3, false", "xn--bcher-kva.test, bücher.test, true", "shop.test, shop.test., true",
			"*.shop.test, www.shop.test., true", "shop.test., shop.test, false", "shop.test., shop.test., false",
			"shop.test, shop.test.., false", "*.xn--bcher-kva.test, www.bücher.test, true",
			"xn--*.test, xn--bcher-kva.test, false", "**.shop.test, www.shop.test, false",
			"*.*.test, www.shop.test, false", "shop.test, *.shop.test, false", "*.3.4, 1.2.3.4, false" })
	void matchesDnsNames(String presented, String wanted, boolean matches) {
		assertThat(NameMatching.matches(ROOT.leaf(presented), wanted)).isEqualTo(matches);
	}

	@ParameterizedTest
	@CsvSource({ "10.1.2.3, 10.1.2.3, true", "10.1.2.3, 10.1.2.4, false", "fd00::1, FD00:0::1, true",
			"10.1.2.3, 010.1.2.3, false" })
	void matchesAddressesByOctets(String presented, String wanted, boolean matches) {
		X509CertificateHolder leaf = ROOT.leaf((draft) -> draft.names(IpAddress.parse(presented).toGeneralName()),
				"shop.test");
		assertThat(NameMatching.matches(leaf, wanted)).isEqualTo(matches);
	}

	@Test
	void looksAtNoCommonName() {
		X509CertificateHolder leaf = ROOT.leaf((draft) -> draft.remove(Extension.subjectAlternativeName), "shop.test");
		assertThat(NameMatching.matches(leaf, "shop.test")).isFalse();
	}

	@Test
	void looksAtNoNameOfAnotherKind() {
		X509CertificateHolder leaf = ROOT.leaf(
				(draft) -> draft.names(new GeneralName(GeneralName.uniformResourceIdentifier, "shop.test")),
				"shop.test");
		assertThat(NameMatching.matches(leaf, "shop.test")).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "*.shop.test, www.shop.test, true", "*.shop.test, *.shop.test, true",
			"*.shop.test, *.a.shop.test, false", "fd00::1, fd00::1, true", "shop.test, ops@shop.test, false" })
	void coversNames(String presented, String wanted, boolean covers) {
		assertThat(NameMatching.covers(Name.parse(presented), Name.parse(wanted))).isEqualTo(covers);
	}

}
