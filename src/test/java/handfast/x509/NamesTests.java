package handfast.x509;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import handfast.validation.Code;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class NamesTests {

	@ParameterizedTest
	@CsvSource({ "shop.test, dns, shop.test", "Shop.TEST, dns, shop.test", "localhost, dns, localhost",
			"*.shop.test, dns, *.shop.test", "bücher.test, dns, xn--bcher-kva.test",
			"BÜCHER.test, dns, xn--bcher-kva.test", "straße.test, dns, xn--strae-oqa.test",
			"日本.test, dns, xn--wgv71a.test", "10.1.2.3, ip, 10.1.2.3", "FD00:0:0::1, ip, fd00::1", "::1, ip, ::1",
			"ops@Shop.test, email, ops@shop.test", "spiffe://Shop.test/web, uri, spiffe://shop.test/web",
			"HTTPS://shop.test:8443/a?b=c, uri, https://shop.test:8443/a?b=c", "urn:uuid:1-2, uri, urn:uuid:1-2" })
	void readsEachKind(String text, String type, String value) {
		Name name = Name.parse(text);
		assertThat(name.type()).isEqualTo(type);
		assertThat(name.value()).isEqualTo(value);
		assertThat(Name.from(name.toGeneralName())).isEqualTo(name);
	}

	@ParameterizedTest
	@CsvSource({ "shop..test, name-label-malformed", "shop.test., name-label-malformed",
			"-shop.test, name-label-malformed", "shop-.test, name-label-malformed", "a_b.test, name-label-malformed",
			"shop.123, name-numeric", "1.2.3, address-malformed", "shop.0x7f, name-numeric",
			"010.1.2.3, address-malformed", "256.1.2.3, address-malformed", "[::1], address-malformed",
			"fe80::1%eth0, address-malformed", "0.0.0.0, address-not-allowed", "224.0.0.1, address-not-allowed",
			"255.255.255.255, address-not-allowed", "192.0.2.1, address-not-allowed",
			"169.254.169.254, address-not-allowed", "2001:db8::1, address-not-allowed", "fe80::1, address-not-allowed",
			"::ffff:10.1.2.3, address-not-allowed", "::, address-not-allowed", "3fff::1, address-not-allowed",
			"*.com, name-wildcard-too-wide", "*.co.uk, name-wildcard-too-wide", "*.test, name-wildcard-too-wide",
			"*.localhost, name-wildcard-too-wide", "*.github.io, name-wildcard-too-wide",
			"*.xn--55qx5d.cn, name-wildcard-too-wide", "a.*.test, name-wildcard-misplaced",
			"w*.shop.test, name-wildcard-misplaced", "*, name-wildcard-misplaced",
			"*.*.shop.test, name-wildcard-misplaced", "xn--a.test, name-a-label-invalid",
			"ab--cd.test, name-a-label-invalid", "☃.test, name-a-label-invalid", "xn--n3h.test, name-a-label-invalid",
			"ｓhop.test, name-a-label-invalid", "shоp.test, name-confusable", "@shop.test, email-malformed",
			"ops@*.shop.test, email-malformed", "a b@shop.test, email-malformed",
			"https://user@shop.test/, uri-malformed", "https:///x, uri-malformed",
			"https://shop.test/a/../b, uri-malformed", "https://shop.test/%0a, uri-malformed",
			"https://shop.test:99999/, uri-malformed", "https://shop.test/$(id), uri-malformed" })
	void refusesWithTheCode(String text, String code) {
		MalformedException refusal = catchThrowableOfType(MalformedException.class, () -> Name.parse(text));
		assertThat(refusal).as(text).isNotNull();
		assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a b.test", "a/b.test", "a'b.test", "a\"b.test", "a;b.test", "a$b.test",
			"a\u0000.test", "a\r\n.test", "a\u200b.test", "\u202eshop.test" })
	void letsNoForbiddenCharacterThrough(String text) {
		MalformedException refusal = catchThrowableOfType(MalformedException.class, () -> Name.parse(text));
		assertThat(refusal).isNotNull();
		assertThat(refusal.getMessage()).doesNotContain("\u0000", "\r", "\u202e");
	}

	@Test
	void refusesOctetsThatAreNoAddress() {
		for (int length : new int[] { 0, 3, 5, 8, 15, 17, 32 }) {
			GeneralName name = new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[length]));
			assertThat(catchThrowableOfType(MalformedException.class, () -> Name.from(name))).isNotNull();
		}
	}

	@Test
	void cannotBeMadeInAnotherSpelling() {
		assertThat(catchThrowableOfType(MalformedException.class, () -> new DnsName("Shop.test"))).isNotNull();
		assertThat(catchThrowableOfType(MalformedException.class, () -> new IpAddress("FD00::1"))).isNotNull();
		assertThat(catchThrowableOfType(MalformedException.class, () -> new EmailAddress("a@Shop.test"))).isNotNull();
		assertThat(catchThrowableOfType(MalformedException.class, () -> new UriName("HTTPS://shop.test"))).isNotNull();
	}

	@Test
	void takesNamesOfGreatestLengthAndNoLonger() {
		String label = "a".repeat(63);
		String longest = String.join(".", label, label, label, "a".repeat(61));
		assertThat(DnsName.parse(longest).value()).hasSize(253);
		assertThat(catchThrowableOfType(MalformedException.class, () -> DnsName.parse("a" + longest)).code())
			.isEqualTo("name-too-long");
		assertThat(catchThrowableOfType(MalformedException.class, () -> DnsName.parse(label + "a.test")).code())
			.isEqualTo("name-too-long");
	}

	@Test
	void refusesByCodesOfTheClosedListAlone() throws Exception {
		Set<String> slugs = new TreeSet<>();
		try (Stream<Path> sources = Files.list(Path.of("src/main/java/handfast/x509"))) {
			for (Path source : sources.toList()) {
				Pattern.compile("MalformedException\\(\\s*\"([a-z0-9-]+)\"")
					.matcher(Files.readString(source))
					.results()
					.forEach((match) -> slugs.add(match.group(1)));
			}
		}
		assertThat(slugs).hasSizeGreaterThan(20).allSatisfy((slug) -> assertThat(Code.find(slug)).isPresent());
	}

}
