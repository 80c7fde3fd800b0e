package handfast.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

import handfast.x509.KeyAlgorithm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ProfileYamlTests {

	private static final String GOOD = """
			description: Ours
			purposes: [serverAuth]
			names: [dns]
			subject: names
			subjectAttributes: [CN]
			keys: [EC-P256, Ed25519]
			defaultKey: EC-P256
			defaultValidity: P30D
			maximumValidity: P60D
			keyEncipherment: false
			privateKey: held
			""";

	@TempDir
	Path folder;

	@Test
	void readsTheProfilesOfTheJar() {
		Map<String, Profile> profiles = new ProfileFiles(this.folder).read();
		assertThat(profiles).containsOnlyKeys("client", "peer", "web-server");
		Profile webServer = profiles.get("web-server");
		assertThat(webServer.purposes()).containsExactly(Profile.Purpose.SERVER_AUTH);
		assertThat(webServer.nameTypes()).containsExactlyInAnyOrder("dns", "ip");
		assertThat(webServer.keyAlgorithms()).containsExactly(KeyAlgorithm.values());
		assertThat(webServer.defaultKeyAlgorithm()).isEqualTo(KeyAlgorithm.EC_P256);
		assertThat(webServer.defaultValidity()).isEqualTo(Duration.ofDays(90));
		assertThat(webServer.maximumValidity()).isEqualTo(Duration.ofDays(397));
		assertThat(webServer.version()).matches("[0-9a-f]{12}");
		assertThat(profiles.get("client").freeSubject()).isTrue();
		assertThat(profiles.get("client").nameTypes()).containsExactlyInAnyOrder("dns", "email", "uri");
		assertThat(profiles.get("peer").purposes()).isEqualTo(Set.of(Profile.Purpose.values()));
	}

	@Test
	void letsTheHomeOverrideAndAdd() throws IOException {
		Files.writeString(this.folder.resolve("web-server.yaml"), GOOD);
		Files.writeString(this.folder.resolve("ours.yaml"), GOOD);
		Map<String, Profile> profiles = new ProfileFiles(this.folder).read();
		assertThat(profiles).containsOnlyKeys("client", "ours", "peer", "web-server");
		assertThat(profiles.get("web-server").maximumValidity()).isEqualTo(Duration.ofDays(60));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			purposes: [serverAuth]  | purposes: [codeSigning]   | purposes        | clientAuth, serverAuth
			names: [dns]            | names: dns                | names           | dns, email, ip, uri
			names: [dns]            | names: [dns, dns]         | names           | stands twice
			subject: names          | subject: free             | subject         | clientAuth alone
			subject: names          | subject: any              | subject         | names or free
			keys: [EC-P256, Ed25519] | keys: [RSA-1024]         | keys            | RSA-2048
			defaultKey: EC-P256     | defaultKey: Ed448         | defaultKey      | under keys
			maximumValidity: P60D   | maximumValidity: P1Y      | maximumValidity | P365D
			maximumValidity: P60D   | maximumValidity: PT0H     | maximumValidity | PT1H
			defaultValidity: P30D   | defaultValidity: P61D     | defaultValidity | P60D
			keyEncipherment: false  | keyEncipherment: 'never'  | keyEncipherment | true or false
			privateKey: held        | privateKey: kept          | privateKey      | held, once or never
			privateKey: held        | 'revocation: none'        | revocation      | at most P7D
			privateKey: held        | 'revocation: maybe'       | revocation      | named or none
			privateKey: held        | privatKey: held           | privatKey       | privateKey
			""")
	void saysWhatToWrite(String line, String other, String key, String sentence) {
		assertThatExceptionOfType(ProfileFaults.class)
			.isThrownBy(() -> new ProfileYaml("ours.yaml", "ours", GOOD.replace(line, other)).read())
			.satisfies((faults) -> assertThat(faults.faults()).anySatisfy(
					(fault) -> assertThat(fault).startsWith("ours.yaml, key " + key + ": ").contains(sentence)));
	}

	@Test
	void namesNoRevocationWhereNoneLivesLongerThanAWeek() {
		String week = GOOD.replace("P30D", "P7D").replace("P60D", "P7D");
		assertThat(read(GOOD).noRevAvail()).isFalse();
		assertThat(read(week.replace("maximumValidity: P7D", "maximumValidity: P8D")).noRevAvail()).isFalse();
		assertThat(read(week).noRevAvail()).isTrue();
		assertThat(read(week + "revocation: none\n").noRevAvail()).isTrue();
		assertThat(read(week + "revocation: named\n").noRevAvail()).isFalse();
	}

	private static Profile read(String text) {
		return new ProfileYaml("ours.yaml", "ours", text).read();
	}

	@Test
	void refusesWhatIsNotYamlOfOneMeaning() {
		for (String text : new String[] { "", "- a", "a: [", GOOD + "names: [ip]\n", "a: !!java.net.URL ['http://x']",
				"\u0000" }) {
			assertThatExceptionOfType(ProfileFaults.class)
				.isThrownBy(() -> new ProfileYaml("ours.yaml", "ours", text).read())
				.withMessageStartingWith("ours.yaml");
		}
	}

	@Test
	void tellsTheFaultsOfAllFilesAtOnce() throws IOException {
		Files.writeString(this.folder.resolve("Ours!.yaml"), GOOD);
		Files.writeString(this.folder.resolve("other.yaml"), "names: [dns]");
		assertThatExceptionOfType(ProfileFaults.class).isThrownBy(() -> new ProfileFiles(this.folder).read())
			.satisfies((faults) -> assertThat(faults.faults()).hasSizeGreaterThan(5)
				.anyMatch((fault) -> fault.contains("Ours!.yaml")));
	}

}
