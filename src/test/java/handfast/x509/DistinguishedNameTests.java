package handfast.x509;

import java.time.Duration;
import java.util.List;

import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class DistinguishedNameTests {

	@ParameterizedTest
	@ValueSource(strings = { "CN=shop.test,O=Shop", "O=Shop\\, Sons & Co,C=DE", "CN=a\\+b", "O=\\#1", "O=\\ x\\ ",
			"O=Bücher", "serialNumber=12-3,CN=x", "emailAddress=ops@shop.test", "O=a=b", "" })
	void showsItselfAsWritten(String text) {
		DistinguishedName name = DistinguishedName.parse(text);
		assertThat(name.value()).isEqualTo(text);
		assertThat(DistinguishedName.rfc4514(name.name())).isEqualTo(text);
		assertThat(DistinguishedName.from(name.name())).isEqualTo(name);
	}

	@Test
	void keepsTheOrderInDer() {
		X500Name name = DistinguishedName.parse("CN=shop.test,O=Shop").name();
		assertThat(name.getRDNs()[0].getFirst().getType()).isEqualTo(BCStyle.CN);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "CN|subject-malformed", "CN=|subject-malformed", "CN=a+O=b|subject-malformed",
					"CN=#0c0161|subject-malformed", "X=a|subject-attribute-unknown", "C=DEU|subject-too-long",
					"C=D1|subject-country-malformed", "O=a\\00b|subject-control-character",
					"O=a\\0Ab|subject-control-character", "O=\\ff|subject-malformed", "CN=a,|subject-malformed" })
	void refusesWithTheCode(String text, String code) {
		MalformedException refusal = catchThrowableOfType(MalformedException.class,
				() -> DistinguishedName.parse(text));
		assertThat(refusal).as(text).isNotNull();
		assertThat(refusal.code()).isEqualTo(code);
	}

	@Test
	void holdsToTheUpperBounds() {
		assertThat(DistinguishedName.parse("CN=" + "a".repeat(64)).value()).hasSize(67);
		assertThat(catchThrowableOfType(MalformedException.class, () -> DistinguishedName.parse("CN=" + "a".repeat(65)))
			.code()).isEqualTo("subject-too-long");
	}

	@Test
	void boundsTheWholeSubject() {
		assertThat(DistinguishedName.parse("OU=a" + ",OU=a".repeat(19)).name().size()).isEqualTo(20);
		for (String text : List.of("OU=a" + ",OU=a".repeat(20), "OU=" + "a".repeat(4000),
				"OU=a" + ",OU=\\,".repeat(700))) {
			assertThat(catchThrowableOfType(MalformedException.class, () -> DistinguishedName.parse(text)).code())
				.isEqualTo("subject-too-long");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "\\41", "\\", "\\41 \\" })
	void refusesAMebibyteOfEscapesAtOnce(String escape) {
		String text = "O=" + escape.repeat(1024 * 1024 / escape.length());
		assertThat(assertTimeoutPreemptively(Duration.ofSeconds(2),
				() -> catchThrowableOfType(MalformedException.class, () -> DistinguishedName.parse(text)))
			.code()).isEqualTo("subject-too-long");
	}

	@Test
	void refusesValuesOfStrangersThatAreNoStrings() {
		X500Name name = new X500Name(new RDN[] { new RDN(BCStyle.CN, new ASN1Integer(5)) });
		assertThat(catchThrowableOfType(MalformedException.class, () -> DistinguishedName.from(name))).isNotNull();
	}

	@Test
	void makesStringsOfStrangersOurs() {
		X500Name name = new X500Name(new RDN[] { new RDN(BCStyle.O, new DERBMPString("Shop")) });
		assertThat(DistinguishedName.from(name)).isEqualTo(DistinguishedName.parse("O=Shop"));
	}

	@Test
	void cannotHoldAnotherNameThanItsText() {
		assertThat(catchThrowableOfType(MalformedException.class,
				() -> new DistinguishedName("CN=a", new X500Name("CN=b"))))
			.isNotNull();
	}

}
