package handfast.authority;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import handfast.certificate.Certificate;
import handfast.certificate.Certificates;
import handfast.key.Wrapping;
import handfast.x509.KeyAlgorithm;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.operator.ContentSigner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OcspSignersTests {

	@TempDir
	private Path home;

	private AuthorityFixture fixture;

	@BeforeEach
	void start() {
		this.fixture = AuthorityFixture.onH2(this.home, SettableClock.class, SettableMarks.class).establish();
	}

	@AfterEach
	void stop() {
		this.fixture.close();
	}

	@Test
	void makesOneThroughTheGateForTheIssuingCaAlone() throws Exception {
		signers().bringUpToDateNow();
		signers().bringUpToDateNow();
		OcspSigner signer = signers().find(issuing().key()).orElseThrow();
		X509CertificateHolder certificate = signer.certificate();
		assertThat(certificate.getIssuer()).isEqualTo(issuing().holder().getSubject());
		assertThat(ExtendedKeyUsage.fromExtensions(certificate.getExtensions()).getUsages())
			.containsExactly(KeyPurposeId.id_kp_OCSPSigning);
		assertThat(Duration.between(certificate.getNotBefore().toInstant(), signer.notAfter()).plusSeconds(1))
			.isEqualTo(Duration.ofDays(14));
		Certificate row = this.fixture.get(Certificates.class).find(signer.id()).orElseThrow();
		assertThat(row.kind()).isEqualTo(Certificate.Kind.OCSP_SIGNER);
		assertThat(row.requireDer()).isEqualTo(certificate.getEncoded());
		assertThat(rows()).isEqualTo(1);
		assertThat(signers().find(this.fixture.authorities().all().getFirst().key())).isEmpty();
	}

	@Test
	void signsOcspAnswersAndNothingElse() throws Exception {
		signers().bringUpToDateNow();
		ContentSigner signer = signers().find(issuing().key()).orElseThrow().contentSigner();
		signer.getOutputStream().write(issuing().holder().toASN1Structure().getTBSCertificate().getEncoded());
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(signer::getSignature);
	}

	@Test
	void keepsItsKeyWrapped() throws Exception {
		signers().bringUpToDateNow();
		List<byte[]> wrapped = this.fixture.jdbc()
			.sql("SELECT ciphertext FROM ocsp_signer")
			.query((row, number) -> row.getBytes(1))
			.list();
		assertThat(wrapped).singleElement()
			.satisfies((bytes) -> assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
				.doesNotContain("\u002a\u0086\u0048\u00ce\u003d"));
		// Moved to another certificate's row, it does not open.
		OcspSignerRows.Row row = this.fixture.get(OcspSignerRows.class)
			.newest(issuing().key(), this.fixture.get(SettableClock.class).instant())
			.orElseThrow();
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> this.fixture.get(CaKeyPairs.class)
			.open(KeyAlgorithm.EC_P256, Wrapping.Kek.MAIN, row.wrapped(),
					"handfast:ocspkey:v1:ca=" + issuing().id() + ":certificate=" + UUID.randomUUID()));
	}

	@Test
	void renewsWhenHalfIsLeftAndDestroysTheKeyAtTheEnd() {
		signers().bringUpToDateNow();
		UUID first = signers().find(issuing().key()).orElseThrow().id();
		pass(Duration.ofDays(6));
		signers().bringUpToDate();
		assertThat(signers().find(issuing().key()).orElseThrow().id()).isEqualTo(first);
		pass(Duration.ofDays(1));
		signers().bringUpToDate();
		OcspSigner second = signers().find(issuing().key()).orElseThrow();
		assertThat(second.id()).isNotEqualTo(first);
		assertThat(rows()).isEqualTo(2);
		pass(Duration.ofDays(7));
		signers().bringUpToDate();
		assertThat(this.fixture.jdbc()
			.sql("SELECT count(*) FROM ocsp_signer WHERE certificate = ?")
			.param(first)
			.query(Long.class)
			.single()).isZero();
		assertThat(signers().find(issuing().key())).isPresent();
	}

	@Test
	void makesAnotherWhereACrashCutTheFirstOff() {
		for (Marks.Mark mark : Marks.Mark.values()) {
			this.fixture.jdbc().sql("DELETE FROM ocsp_signer").update();
			this.fixture.get(SettableMarks.class).failAt(mark);
			signers().bringUpToDate();
			this.fixture.get(SettableMarks.class).goOn();
			signers().bringUpToDate();
			List<UUID> usable = this.fixture.jdbc().sql("""
					SELECT c.id FROM ocsp_signer s JOIN certificate c ON c.id = s.certificate WHERE c.state = 'ISSUED'
					""").query(UUID.class).list();
			assertThat(usable).as(mark.name()).containsExactly(signers().find(issuing().key()).orElseThrow().id());
		}
	}

	@Test
	void stopsTheStartNotWhereItsCaIsPaused() {
		this.fixture.jdbc().sql("UPDATE authority SET state = 'PAUSED', pause_reason = 'test'").update();
		signers().bringUpToDateNow();
		assertThat(signers().find(issuing().key())).isEmpty();
		assertThat(rows()).isZero();
		this.fixture.authorities().resume(issuing().id());
		signers().bringUpToDate();
		assertThat(signers().find(issuing().key())).isPresent();
	}

	private void pass(Duration time) {
		this.fixture.get(SettableClock.class).pass(time);
	}

	private OcspSigners signers() {
		return this.fixture.get(OcspSigners.class);
	}

	private Authority issuing() {
		return this.fixture.authorities().all().getLast();
	}

	private long rows() {
		return this.fixture.jdbc().sql("SELECT count(*) FROM ocsp_signer").query(Long.class).single();
	}

}
