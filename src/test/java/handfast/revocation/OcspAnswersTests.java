package handfast.revocation;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import com.zaxxer.hikari.HikariDataSource;
import handfast.authority.Authority;
import handfast.authority.AuthorityFixture;
import handfast.authority.OcspSigners;
import handfast.authority.SettableClock;
import handfast.certificate.Certificate;
import handfast.certificate.Certificates;
import handfast.x509.SerialNumber;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPResponseStatus;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class OcspAnswersTests {

	private static final byte[] NONCE = new byte[16];

	@TempDir
	private Path home;

	private AuthorityFixture fixture;

	private Authority issuing;

	@BeforeEach
	void start() {
		this.fixture = AuthorityFixture.onH2(this.home, SettableClock.class).establish();
		this.issuing = this.fixture.authorities().all().getLast();
		bringUpToDate();
	}

	@AfterEach
	void stop() {
		this.fixture.close();
	}

	@Test
	void knowsNoIntentAndTakesAnOrphanForRevoked() throws Exception {
		Certificate certificate = issue();
		set(certificate, "state = 'RESERVED', der = null");
		assertThat(status(certificate)).isInstanceOf(UnknownStatus.class);
		set(certificate, "state = 'ORPHANED', revoked_at = reserved_at");
		assertThat(status(certificate)).isInstanceOfSatisfying(RevokedStatus.class,
				(revoked) -> assertThat(revoked.hasRevocationReason()).isFalse());
	}

	@Test
	void followsWhatAnotherNodeRevokedHeldAndReleased() throws Exception {
		Certificate certificate = issue();
		assertThat(status(certificate)).isEqualTo(CertificateStatus.GOOD);
		Instant now = clock().instant();
		certificates().revoke(certificate.id(), now, "certificateHold", true);
		assertThat(status(certificate)).isEqualTo(CertificateStatus.GOOD);
		answers().bringUpToDate();
		assertThat(reason(certificate)).isEqualTo(RevocationReason.CERTIFICATE_HOLD.code());
		certificates().release(certificate.id());
		answers().bringUpToDate();
		assertThat(status(certificate)).isEqualTo(CertificateStatus.GOOD);
		// Its clock is behind, and its commit came late.
		certificates().revoke(certificate.id(), now.minusSeconds(60), "superseded", false);
		answers().bringUpToDate();
		assertThat(reason(certificate)).isEqualTo(RevocationReason.SUPERSEDED.code());
	}

	@Test
	void makesAnswersAheadAndRenewsThemHalfThrough() throws Exception {
		Certificate certificate = issue();
		OcspName name = name(certificate);
		answers().bringUpToDate();
		assertThat(store().find(name)).isEmpty();
		pass(Duration.ofMinutes(3));
		answers().bringUpToDate();
		KeptAnswer first = store().find(name).orElseThrow();
		assertThat(store().find(new OcspName(name.caKey(), OcspForm.SHA256, name.serial()))).isPresent();
		assertThat(Duration.between(first.thisUpdate(), first.nextUpdate())).isEqualTo(Duration.ofDays(3));
		pass(Duration.ofHours(35));
		bringUpToDate();
		assertThat(store().find(name).orElseThrow().thisUpdate()).isEqualTo(first.thisUpdate());
		pass(Duration.ofHours(2));
		bringUpToDate();
		assertThat(store().find(name).orElseThrow().thisUpdate()).isAfter(first.thisUpdate());
		pass(Duration.ofDays(40));
		bringUpToDate();
		assertThat(store().find(name)).isEmpty();
	}

	@Test
	void outlivesNeitherTheListNorTheSigner() throws Exception {
		Certificate certificate = issue();
		pass(Duration.ofDays(6));
		SingleResp answer = basic(ask(certificate, null)).getResponses()[0];
		assertThat(answer.getNextUpdate().toInstant()).isEqualTo(
				this.fixture.get(Served.class).find(new Served.Key(this.issuing.id(), 1)).orElseThrow().nextUpdate());
		pass(Duration.ofDays(2));
		this.fixture.get(Crls.class).bringUpToDateNow();
		pass(Duration.ofDays(5));
		answer = basic(ask(certificate, NONCE)).getResponses()[0];
		assertThat(answer.getNextUpdate().toInstant())
			.isEqualTo(this.fixture.get(OcspSigners.class).find(this.issuing.key()).orElseThrow().notAfter());
		pass(Duration.ofDays(2));
		assertThat(ask(certificate, NONCE).getStatus()).isEqualTo(OCSPResponseStatus.TRY_LATER);
	}

	@Test
	void servesWhatItMadeWhileTheDatabaseIsAway() throws Exception {
		Certificate certificate = issue();
		Certificate other = issue();
		byte[] made = ask(certificate, null).getEncoded();
		byte[] plain = request(certificate, null);
		byte[] fresh = request(certificate, NONCE);
		byte[] otherPlain = request(other, null);
		byte[] otherFresh = request(other, NONCE);
		this.fixture.get(HikariDataSource.class).close();
		assertThat(answer(plain).getEncoded()).isEqualTo(made);
		// Without the nonce: none can be signed that knows the rows.
		assertThat(answer(fresh).getEncoded()).isEqualTo(made);
		assertThat(answer(otherPlain).getStatus()).isEqualTo(OCSPResponseStatus.TRY_LATER);
		assertThat(answer(otherFresh).getStatus()).isEqualTo(OCSPResponseStatus.TRY_LATER);
	}

	@Test
	void servesItFromItsFileWhereNothingCanBeSignedAndDropsWhatIsKnownToBeWrong() throws Exception {
		Certificate certificate = issue();
		byte[] made = ask(certificate, null).getEncoded();
		this.fixture.close();
		this.fixture = AuthorityFixture.on(this.home,
				Map.of("spring.datasource.url", "jdbc:h2:file:" + this.home.resolve("database") + ";WRITE_DELAY=0",
						"handfast.free-space-floor", "900000GB"),
				SettableClock.class);
		answers().bringUpToDate();
		assertThat(ask(certificate, null).getEncoded()).isEqualTo(made);
		assertThat(ask(certificate, NONCE).getEncoded()).isEqualTo(made);
		certificates().revoke(certificate.id(), clock().instant(), "superseded", false);
		answers().bringUpToDate();
		assertThat(ask(certificate, null).getStatus()).isEqualTo(OCSPResponseStatus.TRY_LATER);
	}

	@Test
	void makesItsFileAnewWhereItIsDamaged() throws Exception {
		Certificate certificate = issue();
		ask(certificate, null);
		this.fixture.close();
		Files.write(this.home.resolve("ocsp/answers"), new byte[9000]);
		this.fixture = AuthorityFixture.onH2(this.home, SettableClock.class);
		bringUpToDate();
		assertThat(status(certificate)).isEqualTo(CertificateStatus.GOOD);
	}

	@Test
	void answersOnWhileItsFileIsClosedAndOpensItAgain() throws Exception {
		Certificate certificate = issue();
		byte[] made = ask(certificate, null).getEncoded();
		// As H2 does where it can't write.
		store().destroy();
		assertThat(ask(certificate, null).getEncoded()).isEqualTo(made);
		Certificate other = issue();
		assertThat(status(other)).isEqualTo(CertificateStatus.GOOD);
		answers().bringUpToDate();
		certificates().revoke(certificate.id(), clock().instant(), "superseded", false);
		answers().bringUpToDate();
		assertThat(reason(certificate)).isEqualTo(RevocationReason.SUPERSEDED.code());
	}

	@Test
	void signsFreshlyForAnAddressUpToALimit() throws Exception {
		this.fixture.close();
		this.fixture = AuthorityFixture.on(this.home,
				Map.of("spring.datasource.url", "jdbc:h2:file:" + this.home.resolve("database") + ";WRITE_DELAY=0",
						"handfast.ocsp.fresh-per-minute", "3"),
				SettableClock.class);
		bringUpToDate();
		Certificate certificate = issue();
		for (int i = 0; i < 3; i++) {
			assertThat(basic(ask(certificate, NONCE)).hasExtensions()).isTrue();
		}
		OCSPResp fourth = ask(certificate, NONCE);
		assertThat(basic(fourth).hasExtensions()).isFalse();
		byte[] unknown = new OCSPReqBuilder().addRequest(id(certificate, BigInteger.TEN)).build().getEncoded();
		assertThat(new OCSPResp(responder().answer(unknown, "192.0.2.1").der()).getStatus())
			.isEqualTo(OCSPResponseStatus.TRY_LATER);
		assertThat(new OCSPResp(responder().answer(unknown, "192.0.2.2").der()).getStatus())
			.isEqualTo(OCSPResponseStatus.SUCCESSFUL);
	}

	private void bringUpToDate() {
		this.fixture.get(Crls.class).bringUpToDateNow();
		this.fixture.get(OcspSigners.class).bringUpToDateNow();
		answers().bringUpToDate();
	}

	private Certificate issue() {
		return this.fixture.authorities().issue(this.fixture.order("ocsp.shop.test"));
	}

	private void set(Certificate certificate, String columns) {
		this.fixture.jdbc().sql("UPDATE certificate SET " + columns + " WHERE id = ?").param(certificate.id()).update();
	}

	private OCSPResp ask(Certificate certificate, byte[] nonce) throws Exception {
		return answer(request(certificate, nonce));
	}

	private OCSPResp answer(byte[] request) throws Exception {
		return new OCSPResp(responder().answer(request, "192.0.2.1").der());
	}

	private byte[] request(Certificate certificate, byte[] nonce) throws Exception {
		OCSPReqBuilder builder = new OCSPReqBuilder().addRequest(id(certificate, name(certificate).serial().value()));
		if (nonce != null) {
			builder.setRequestExtensions(new Extensions(new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false,
					new DEROctetString(nonce).getEncoded())));
		}
		return builder.build().getEncoded();
	}

	private CertificateID id(Certificate certificate, BigInteger serial) {
		return new CertificateID(OcspIssuers.idOf(this.issuing,
				new OcspName(this.issuing.key(), OcspForm.SHA1, new SerialNumber(serial))));
	}

	private CertificateStatus status(Certificate certificate) throws Exception {
		return basic(ask(certificate, null)).getResponses()[0].getCertStatus();
	}

	private int reason(Certificate certificate) throws Exception {
		return ((RevokedStatus) status(certificate)).getRevocationReason();
	}

	private static BasicOCSPResp basic(OCSPResp answer) throws Exception {
		assertThat(answer.getStatus()).isEqualTo(OCSPResponseStatus.SUCCESSFUL);
		return (BasicOCSPResp) answer.getResponseObject();
	}

	private OcspName name(Certificate certificate) {
		return new OcspName(this.issuing.key(), OcspForm.SHA1, SerialNumber.fromHex(certificate.serial()));
	}

	private void pass(Duration time) {
		clock().pass(time);
	}

	private SettableClock clock() {
		return this.fixture.get(SettableClock.class);
	}

	private Certificates certificates() {
		return this.fixture.get(Certificates.class);
	}

	private OcspAnswers answers() {
		return this.fixture.get(OcspAnswers.class);
	}

	private OcspResponder responder() {
		return this.fixture.get(OcspResponder.class);
	}

	private OcspStore store() {
		return this.fixture.get(OcspStore.class);
	}

}
