package handfast.authority;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import handfast.Peers;
import handfast.authority.Authority.Kind;
import handfast.authority.Authority.State;
import handfast.certificate.Certificate;
import handfast.certificate.Certificates;
import handfast.profile.Profile;
import handfast.revocation.Crls;
import handfast.validation.PathChecker;
import handfast.validation.PathQuery;
import handfast.validation.PathVerdict;
import handfast.x509.Pem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * CAs follow one another through two years and more, and whoever trusts the first root
 * alone goes on verifying what is issued.
 */
class RolloverTests {

	private static final Duration STEP = Duration.ofDays(10);

	private static final int STEPS = 85;

	@TempDir
	Path home;

	@Test
	void followsEachCaInTimeThroughTwoYears() throws Exception {
		Peers.require("openssl");
		shortProfiles();
		try (AuthorityFixture fixture = AuthorityFixture.on(this.home,
				Map.of("spring.datasource.url", "jdbc:h2:file:" + this.home.resolve("database") + ";WRITE_DELAY=0",
						"handfast.authorities.root-lifetime", "P600D", "handfast.authorities.issuing-lifetime",
						"P200D"),
				SettableClock.class)
			.establish()) {
			SettableClock clock = fixture.get(SettableClock.class);
			byte[] first = fixture.authorities().root();
			Rollover rollover = fixture.get(Rollover.class);
			Set<UUID> issuers = new LinkedHashSet<>();
			List<Issue> issued = new ArrayList<>();
			for (int step = 0; step < STEPS; step++) {
				rollover.bringUpToDateNow();
				fixture.get(Crls.class).bringUpToDateNow();
				Certificate certificate = fixture.authorities()
					.issue(fixture.order(Duration.ofDays(25), "step-" + step + ".test"));
				issuers.add(certificate.authority());
				issued.add(new Issue(certificate, fixture.authorities().root()));
				Instant now = clock.instant();
				List<byte[]> anchors = stillValid(first, now) ? List.of(first, fixture.authorities().root())
						: List.of(fixture.authorities().root());
				for (Issue each : issued.subList(Math.max(0, issued.size() - 3), issued.size())) {
					// As it is handed out now, to clients of the first root and of the
					// newest.
					Certificate shown = fixture.get(Certificates.class).find(each.certificate().id()).orElseThrow();
					if (shown.notAfter().isBefore(now)) {
						continue;
					}
					for (byte[] anchor : anchors) {
						verifies(shown, anchor, now, step);
					}
				}
				clock.pass(STEP);
			}
			List<Authority> all = fixture.authorities().ever();
			assertThat(issuers).as("issuing CAs that had their turn").hasSizeGreaterThan(4);
			assertThat(all.stream().filter(Authority::isRoot)).as("roots").hasSizeGreaterThan(1);
			assertThat(all.stream().filter((authority) -> authority.state() == State.DESTROYED)).isNotEmpty();
			for (Kind kind : Kind.values()) {
				assertThat(all.stream().filter((each) -> each.kind() == kind && each.state() == State.ACTIVE))
					.as("in turn")
					.hasSize(1);
			}
			assertThat(fixture.jdbc()
				.sql("SELECT count(*) FROM ca_key WHERE state = 'DESTROYED' AND (ciphertext IS NOT NULL OR data_key IS NOT NULL)")
				.query(Integer.class)
				.single()).isZero();
		}
	}

	// Their longest lifetime says when the next CA is due.
	private void shortProfiles() throws IOException {
		Path folder = Files.createDirectories(this.home.resolve("profiles"));
		for (String name : List.of("web-server", "client", "peer")) {
			String yaml = new String(Profile.class.getResourceAsStream("/profiles/" + name + ".yaml").readAllBytes(),
					StandardCharsets.UTF_8);
			Files.writeString(folder.resolve(name + ".yaml"),
					yaml.replace("defaultValidity: P90D", "defaultValidity: P30D")
						.replace("maximumValidity: P397D", "maximumValidity: P30D"));
		}
	}

	private static boolean stillValid(byte[] root, Instant now) {
		return Der.certificate(root).getNotAfter().toInstant().isAfter(now);
	}

	private void verifies(Certificate certificate, byte[] anchor, Instant now, int step) throws Exception {
		List<byte[]> chain = new ArrayList<>(List.of(certificate.requireDer()));
		chain.addAll(certificate.chain());
		PathVerdict verdict = PathChecker.check(new PathQuery(chain, List.of(anchor), now, null, null, null));
		assertThat(verdict.trusted()).as("step " + step + ": " + verdict.findings()).isTrue();
		Path leaf = Files.writeString(this.home.resolve("leaf.pem"), Pem.certificate(certificate.requireDer()));
		Path untrusted = Files.writeString(this.home.resolve("chain.pem"), Pem.certificates(certificate.chain()));
		Path trusted = Files.writeString(this.home.resolve("anchor.pem"), Pem.certificate(anchor));
		assertThat(Peers.run(this.home, "openssl", "verify", "-x509_strict", "-attime",
				String.valueOf(now.getEpochSecond()), "-CAfile", trusted.toString(), "-untrusted", untrusted.toString(),
				leaf.toString()))
			.as("step " + step)
			.contains("leaf.pem: OK");
	}

	private record Issue(Certificate certificate, byte[] root) {
	}

}
