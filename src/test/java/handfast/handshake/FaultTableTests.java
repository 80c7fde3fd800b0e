package handfast.handshake;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import handfast.handshake.LoopbackServers.Block;
import handfast.handshake.LoopbackServers.Site;
import handfast.handshake.SiteProbe.SiteQuestion;
import handfast.validation.Code;
import handfast.x509.KeyAlgorithm;
import handfast.x509.TestAuthority;
import handfast.x509.TestAuthority.Draft;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.ocsp.RevokedInfo;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tls.ProtocolVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every fault that has a code, made real on a real server, and the code that must be told
 * first.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultTableTests {

	private static final Instant NOW = TestAuthority.NOW;

	private static final TestAuthority ROOT = TestAuthority.root();

	private static final TestAuthority ISSUING = ROOT.issuing();

	private static final KeyPair KEY = TestAuthority.keyOf(KeyAlgorithm.EC_P256);

	private static final KeyPair RSA = TestAuthority.keyOf(KeyAlgorithm.RSA_2048);

	private static final byte[] GOOD = der(ISSUING.leaf("shop.test"));

	/**
	 * What a diagnosis must know at least.
	 */
	private static final Set<Code> DUE = EnumSet.of(Code.EXPIRED, Code.NOT_YET_VALID, Code.CLOCK_SKEW,
			Code.NAME_MISMATCH, Code.INCOMPLETE_CHAIN, Code.WRONG_CHAIN_ORDER, Code.EXTRA_CERTIFICATE,
			Code.UNTRUSTED_ROOT, Code.SELF_SIGNED, Code.WRONG_CERTIFICATE, Code.KEY_MISMATCH, Code.REVOKED,
			Code.WEAK_KEY, Code.WEAK_SIGNATURE, Code.SHA1_CHAIN, Code.MISSING_SAN, Code.WRONG_KEY_USAGE,
			Code.NAME_CONSTRAINT_VIOLATED, Code.ISSUER_NOT_CA, Code.PATH_TOO_LONG, Code.UNKNOWN_CRITICAL_EXTENSION,
			Code.BAD_SIGNATURE, Code.MALFORMED_CERTIFICATE, Code.PROTOCOL_TOO_OLD, Code.NO_SHARED_VERSION,
			Code.NO_SHARED_SUITE, Code.NO_SHARED_GROUP, Code.CURVE_NOT_OFFERED, Code.SNI_REQUIRED,
			Code.WRONG_VIRTUAL_HOST, Code.CLIENT_CERTIFICATE_REQUIRED, Code.PLAINTEXT_HTTP, Code.STARTTLS_EXPECTED,
			Code.STARTTLS_MISSING, Code.NOT_TLS, Code.REFUSED, Code.TIMED_OUT, Code.CLOSED_EARLY,
			Code.NAME_NOT_RESOLVED, Code.EGRESS_DENIED, Code.MUST_STAPLE_UNMET, Code.CERTIFICATE_TOO_LARGE,
			Code.EXPIRES_SOON);

	private final LoopbackServers servers = new LoopbackServers();

	private final TestSites sites = new TestSites(Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofSeconds(10));

	private final List<Fault> faults = new ArrayList<>();

	private final List<Site> nginxSites = new ArrayList<>();

	private List<Integer> nginxPorts = List.of();

	@BeforeAll
	void start() throws Exception {
		certificates();
		chains();
		keys();
		settings();
		conversations();
		nowhere();
		this.nginxPorts = this.servers.nginx(this.nginxSites);
	}

	@AfterAll
	void stop() throws Exception {
		this.servers.close();
	}

	@ParameterizedTest
	@MethodSource("faults")
	void tellsFirstWhatIsWrong(Fault fault) {
		HandshakeReport report = fault.report().get();
		assertThat(report.findings()).as("%s", report.steps()).isNotEmpty();
		assertThat(report.findings().getFirst().code()).as("%s", report.findings()).isEqualTo(fault.first());
		assertThat(report.verdict()).isNotEqualTo("passed");
		assertThat(report.findings()).allSatisfy((finding) -> {
			assertThat(finding.cause()).isNotBlank();
			assertThat(finding.fix()).isNotBlank();
			assertThat(finding.step() == null).isEqualTo(report.steps().isEmpty());
		});
	}

	@Test
	void holdsEveryCodeThatIsDue() {
		assertThat(this.faults.stream().map(Fault::first)).containsAll(DUE);
	}

	List<Fault> faults() {
		return this.faults;
	}

	private void certificates() {
		nginx("expired yesterday", Code.EXPIRED, leaf((draft) -> draft.notAfter = NOW.minusSeconds(86400)));
		nginx("valid in ten days", Code.NOT_YET_VALID,
				leaf((draft) -> draft.notBefore = NOW.plus(Duration.ofDays(10))));
		nginx("valid in ten minutes", Code.CLOCK_SKEW,
				leaf((draft) -> draft.notBefore = NOW.plus(Duration.ofMinutes(10))));
		nginx("another name", Code.NAME_MISMATCH, der(ISSUING.leaf("other.test")));
		nginx("a wildcard one label too high", Code.NAME_MISMATCH, der(ISSUING.leaf("*.shop.test")));
		nginx("no SAN", Code.MISSING_SAN, leaf((draft) -> draft.remove(Extension.subjectAlternativeName)));
		nginx("only for clients", Code.WRONG_EXTENDED_KEY_USAGE,
				leaf((draft) -> draft.purposes(org.bouncycastle.asn1.x509.KeyPurposeId.id_kp_clientAuth)));
		tls("key usage keyAgreement alone", Code.WRONG_KEY_USAGE, leaf((draft) -> draft.usage(KeyUsage.keyAgreement)));
		nginx("an unknown critical extension", Code.UNKNOWN_CRITICAL_EXTENSION,
				leaf((draft) -> draft.put(new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1"), true, DERNull.INSTANCE)));
		nginx("a staple promised and not brought", Code.MUST_STAPLE_UNMET,
				leaf((draft) -> draft.put(LenientCrypto.TLS_FEATURE, false, new DERSequence(new ASN1Integer(5)))));
		nginx("20 KB of certificate", Code.CERTIFICATE_TOO_LARGE, leaf((draft) -> draft
			.put(new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.2"), false, new DEROctetString(new byte[20_000]))));
		nginx("five days left", Code.EXPIRES_SOON, leaf((draft) -> {
			draft.notBefore = NOW.minus(Duration.ofDays(85));
			draft.notAfter = NOW.plus(Duration.ofDays(5));
		}));
		tls("signed with SHA-1", Code.WEAK_SIGNATURE, leaf((draft) -> draft.signature = "SHA1withECDSA"));
		tls("a changed byte", Code.BAD_SIGNATURE, changed(GOOD));
		tls("half a certificate", Code.MALFORMED_CERTIFICATE, Arrays.copyOf(GOOD, GOOD.length / 2));
		fault("the old one after a renewal", Code.WRONG_CERTIFICATE, site(block(GOOD)),
				(port) -> expecting(port, der(ISSUING.leaf("shop.test")), null));
		fault("revoked in the inventory", Code.REVOKED, site(block(GOOD)),
				(port) -> expecting(port, GOOD, "at 2026-06-01T00:00:00Z (keyCompromise)"));
	}

	private void chains() {
		nginx("no intermediate", Code.INCOMPLETE_CHAIN, List.of(GOOD));
		nginx("root before the intermediate", Code.WRONG_CHAIN_ORDER, List.of(GOOD, ROOT.der(), ISSUING.der()));
		nginx("a stranger's certificate sent along", Code.EXTRA_CERTIFICATE,
				List.of(GOOD, ISSUING.der(), TestAuthority.root("CN=Stranger", same()).der()));
		TestAuthority otherRoot = TestAuthority.root("CN=Other Root", same());
		TestAuthority otherIssuing = otherRoot.issuing("CN=Other Issuing", same());
		nginx("a root that nobody trusts", Code.UNTRUSTED_ROOT,
				List.of(der(otherIssuing.leaf("shop.test")), otherIssuing.der(), otherRoot.der()));
		nginx("signed by its own key", Code.SELF_SIGNED, List.of(leaf((draft) -> {
			draft.issuer = draft.subject;
			draft.signer = draft.key;
			draft.remove(Extension.authorityKeyIdentifier);
		})));
		TestAuthority sha1 = ROOT.issuing("CN=Old Issuing", change((draft) -> draft.signature = "SHA1withECDSA"));
		tls("an issuing CA signed with SHA-1", Code.SHA1_CHAIN, List.of(der(sha1.leaf("shop.test")), sha1.der()));
		TestAuthority noCa = ROOT.issuing("CN=No CA",
				change((draft) -> draft.put(Extension.basicConstraints, true, new BasicConstraints(false))));
		nginx("issued by no CA", Code.ISSUER_NOT_CA, List.of(der(noCa.leaf("shop.test")), noCa.der()));
		TestAuthority below = ISSUING.issuing("CN=One Too Many", same());
		nginx("one CA too many", Code.PATH_TOO_LONG, List.of(der(below.leaf("shop.test")), below.der(), ISSUING.der()));
		TestAuthority narrow = ROOT
			.issuing("CN=Narrow", change((draft) -> draft.put(Extension.nameConstraints, true, new NameConstraints(
					new GeneralSubtree[] { new GeneralSubtree(new GeneralName(GeneralName.dNSName, "inside.test")) },
					null))));
		nginx("outside the CA's names", Code.NAME_CONSTRAINT_VIOLATED,
				List.of(der(narrow.leaf("shop.test")), narrow.der()));
		int port = this.servers.plain(
				TestTlsServer.of(ProtocolVersion.TLSv12, java.util.Collections.nCopies(150, GOOD), KEY.getPrivate()));
		add("150 certificates", Code.CERTIFICATE_TOO_LARGE, () -> ask(port));
	}

	private void keys() throws Exception {
		KeyPair small = TestAuthority.oddKey("RSA", 1024);
		byte[] weak = der(ISSUING.leaf(small, same(), "shop.test"));
		tls("RSA of 1024 bits", Code.WEAK_KEY, List.of(weak, ISSUING.der()), ProtocolVersion.TLSv13, small);
		KeyPair other = TestAuthority.newKey(KeyAlgorithm.EC_P256);
		tls("another key, TLS 1.3", Code.KEY_MISMATCH, List.of(GOOD, ISSUING.der()), ProtocolVersion.TLSv13, other);
		tls("another key, TLS 1.2", Code.KEY_MISMATCH, List.of(GOOD, ISSUING.der()), ProtocolVersion.TLSv12, other);
		byte[] rsaLeaf = der(ISSUING.leaf(RSA,
				change((draft) -> draft.usage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment)), "shop.test"));
		int port = this.servers.plain(TestTlsServer.rsaKeyExchange(List.of(rsaLeaf, ISSUING.der()),
				TestAuthority.newKey(KeyAlgorithm.RSA_2048).getPrivate()));
		add("another key, RSA key exchange", Code.KEY_MISMATCH, () -> ask(port));
		KeyPair odd = TestAuthority.oddKey("EC", "secp256k1");
		int curve = this.servers.openssl(
				new TestChain(odd, der(ISSUING.leaf(odd, same(), "shop.test")), ISSUING.der(), ROOT.der()), "-tls1_2");
		add("a key on secp256k1", Code.CURVE_NOT_OFFERED, () -> ask(curve));
		staples();
	}

	private void staples() throws Exception {
		Date at = Date.from(NOW.minus(Duration.ofDays(3)));
		add("a staple that says revoked, TLS 1.3", Code.REVOKED,
				stapled(ocsp(NOW, new RevokedStatus(new RevokedInfo(new ASN1GeneralizedTime(at), null))), "-tls1_3"));
		add("a staple that says revoked, TLS 1.2", Code.REVOKED,
				stapled(ocsp(NOW, new RevokedStatus(new RevokedInfo(new ASN1GeneralizedTime(at), null))), "-tls1_2"));
		add("a staple of next week", Code.CLOCK_SKEW,
				stapled(ocsp(NOW.plus(Duration.ofDays(7)), CertificateStatus.GOOD), "-tls1_3"));
	}

	private void settings() {
		TestChain chain = new TestChain(KEY, GOOD, ISSUING.der(), ROOT.der());
		TestChain rsa = new TestChain(RSA, der(ISSUING.leaf(RSA, same(), "shop.test")), ISSUING.der(), ROOT.der());
		int old = this.servers.openssl(rsa, "-tls1", "-cipher", "DEFAULT:@SECLEVEL=0");
		add("TLS 1.0 alone", Code.PROTOCOL_TOO_OLD, () -> ask(old));
		tls("TLS 1.1 alone", Code.PROTOCOL_TOO_OLD, List.of(GOOD, ISSUING.der()), ProtocolVersion.TLSv11, KEY);
		tls("SSL 3 alone", Code.NO_SHARED_VERSION, List.of(GOOD, ISSUING.der()), ProtocolVersion.SSLv3, KEY);
		int suites = this.servers.openssl(rsa, "-tls1_2", "-cipher", "CAMELLIA256-SHA256:ARIA256-GCM-SHA384");
		add("Camellia and ARIA alone", Code.NO_SHARED_SUITE, () -> ask(suites));
		int psk = this.servers.openssl(rsa, "-tls1_2", "-cipher", "PSK", "-psk", "1a2b3c4d", "-nocert");
		add("pre-shared keys alone", Code.NO_SHARED_SUITE, () -> ask(psk));
		int group13 = this.servers.openssl(chain, "-tls1_3", "-groups", "ffdhe8192");
		add("ffdhe8192 alone, TLS 1.3", Code.NO_SHARED_GROUP, () -> ask(group13));
		int group12 = this.servers.openssl(rsa, "-tls1_2", "-groups", "brainpoolP256r1", "-cipher", "ECDHE+AESGCM");
		add("brainpoolP256r1 alone, TLS 1.2", Code.NO_SHARED_GROUP, () -> ask(group12));
		for (String version : List.of("-tls1_3", "-tls1_2")) {
			int client = this.servers.openssl(chain, version, "-Verify", "1");
			add("a client certificate required, " + version, Code.CLIENT_CERTIFICATE_REQUIRED, () -> ask(client));
		}
		fault("a client certificate wanted by nginx", Code.CLIENT_CERTIFICATE_REQUIRED, site(
				new Block(null, List.of(GOOD, ISSUING.der()), KEY.getPrivate(), "ssl_verify_client optional_no_ca;")),
				this::ask);
		fault("a name that nginx turns away", Code.SNI_REQUIRED,
				site(new Block(null, List.of(GOOD, ISSUING.der()), KEY.getPrivate(), "ssl_reject_handshake on;")),
				this::ask);
		fault("sites mixed up", Code.WRONG_VIRTUAL_HOST, site(block(GOOD),
				new Block("shop.test", List.of(der(ISSUING.leaf("other.test")), ISSUING.der()), KEY.getPrivate(), "")),
				this::ask);
	}

	private void conversations() {
		says("HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n", Code.PLAINTEXT_HTTP, null);
		says("SMTP", "220 mail.test ESMTP\r\n", Code.STARTTLS_EXPECTED, null);
		says("IMAP", "* OK IMAP ready\r\n", Code.STARTTLS_EXPECTED, null);
		says("POP3", "+OK POP3 ready\r\n", Code.STARTTLS_EXPECTED, null);
		says("XMPP", "<?xml version='1.0'?><stream:stream>", Code.STARTTLS_EXPECTED, null);
		says("MySQL", "J\0\0\0\n11.4.2-MariaDB\0", Code.STARTTLS_EXPECTED, null);
		says("SSH", "SSH-2.0-OpenSSH_9.2\r\n", Code.NOT_TLS, null);
		says("SSH, asked for SMTP", "SSH-2.0-OpenSSH_9.2\r\n", Code.NOT_TLS, "smtp");
		says("IMAP, asked for SMTP", "* OK IMAP ready\r\n", Code.STARTTLS_EXPECTED, "smtp");
		int missing = this.servers.plain((in, out) -> {
			out.write("220 mail.test ESMTP\r\n".getBytes(StandardCharsets.US_ASCII));
			in.read(new byte[100]);
			out.write("250-mail.test\r\n250-SIZE 1000\r\n250 8BITMIME\r\n".getBytes(StandardCharsets.US_ASCII));
			in.read(new byte[100]);
		});
		add("SMTP without STARTTLS", Code.STARTTLS_MISSING,
				() -> this.sites.ask(missing, "shop.test", List.of(ROOT.der()), "smtp"));
		int early = this.servers.plain((in, out) -> in.read(new byte[5]));
		add("closed after five bytes", Code.CLOSED_EARLY, () -> ask(early));
		int silent = this.servers.plain((in, out) -> in.readAllBytes());
		TestSites hasty = new TestSites(Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofMillis(300));
		add("silence", Code.TIMED_OUT, () -> hasty.ask(silent, "shop.test", List.of(ROOT.der()), null));
	}

	private void nowhere() {
		int closed = LoopbackServers.freePort();
		add("nobody listens", Code.REFUSED, () -> ask(closed));
		add("no such name", Code.NAME_NOT_RESOLVED, () -> ask("no-such-host.invalid"));
		add("the cloud's metadata", Code.EGRESS_DENIED, () -> ask("169.254.169.254"));
	}

	private void says(String what, String banner, Code code, String startTls) {
		int port = this.servers.plain((in, out) -> {
			out.write(banner.getBytes(StandardCharsets.ISO_8859_1));
			out.flush();
			in.read(new byte[10]);
		});
		add(what, code, () -> this.sites.ask(port, "shop.test", List.of(ROOT.der()), startTls));
	}

	private void nginx(String name, Code code, byte[] leaf) {
		nginx(name, code, List.of(leaf, ISSUING.der()));
	}

	private void nginx(String name, Code code, List<byte[]> chain) {
		fault(name, code, site(new Block(null, chain, KEY.getPrivate(), "")), this::ask);
	}

	private void fault(String name, Code code, Site site, java.util.function.IntFunction<HandshakeReport> ask) {
		int index = this.nginxSites.size();
		this.nginxSites.add(site);
		add(name, code, () -> ask.apply(this.nginxPorts.get(index)));
	}

	private void tls(String name, Code code, byte[] leaf) {
		tls(name, code, List.of(leaf, ISSUING.der()));
	}

	private void tls(String name, Code code, List<byte[]> chain) {
		tls(name, code, chain, ProtocolVersion.TLSv13, KEY);
	}

	private void tls(String name, Code code, List<byte[]> chain, ProtocolVersion version, KeyPair key) {
		int port = this.servers.plain(TestTlsServer.of(version, chain, key.getPrivate()));
		add(name, code, () -> ask(port));
	}

	private void add(String name, Code code, Supplier<HandshakeReport> report) {
		this.faults.add(new Fault(name, code, report));
	}

	private HandshakeReport ask(int port) {
		return this.sites.ask(port, "shop.test", List.of(ROOT.der()), null);
	}

	private HandshakeReport ask(String host) {
		return this.sites.ask(new SiteQuestion(new Target(host, 443), host, null, null, List.of()));
	}

	private HandshakeReport expecting(int port, byte[] expected, String revoked) {
		return this.sites.ask(new SiteQuestion(new Target("127.0.0.1", port), "shop.test", "shop.test", expected,
				List.of(ROOT.der()), null, null, revoked));
	}

	private Supplier<HandshakeReport> stapled(byte[] answer, String version) {
		TestChain chain = new TestChain(KEY, GOOD, ISSUING.der(), ROOT.der());
		int port = this.servers.openssl(chain, version, "-status_file",
				this.servers.file("staple-" + this.faults.size(), answer).toString());
		return () -> ask(port);
	}

	private static byte[] ocsp(Instant producedAt, CertificateStatus status) throws Exception {
		DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().setProvider(TestAuthority.PROVIDER)
			.build();
		BigInteger serial = new X509CertificateHolder(GOOD).getSerialNumber();
		return new OCSPRespBuilder()
			.build(OCSPRespBuilder.SUCCESSFUL, new BasicOCSPRespBuilder(new RespID(ISSUING.certificate().getSubject()))
				.addResponse(new CertificateID(digests.get(CertificateID.HASH_SHA1), ISSUING.certificate(), serial),
						status, Date.from(producedAt), Date.from(producedAt.plusSeconds(86400)))
				.build(new JcaContentSignerBuilder("SHA256withECDSA").setProvider(TestAuthority.PROVIDER)
					.build(ISSUING.key().getPrivate()), null, Date.from(producedAt)))
			.getEncoded();
	}

	private static Site site(Block... blocks) {
		return new Site(List.of(blocks));
	}

	private static Block block(byte[] leaf) {
		return new Block(null, List.of(leaf, ISSUING.der()), KEY.getPrivate(), "");
	}

	private static byte[] leaf(java.util.function.Consumer<Draft> change) {
		return der(ISSUING.leaf(change(change), "shop.test"));
	}

	private static UnaryOperator<Draft> change(java.util.function.Consumer<Draft> change) {
		return (draft) -> draft.with(change);
	}

	private static UnaryOperator<Draft> same() {
		return UnaryOperator.identity();
	}

	private static byte[] changed(byte[] der) {
		byte[] changed = der.clone();
		// In the signature's s: the last octet.
		changed[changed.length - 1] ^= 1;
		return changed;
	}

	private static byte[] der(X509CertificateHolder certificate) {
		return TestAuthority.der(certificate);
	}

	/**
	 * One that is made real.
	 */
	record Fault(String name, Code first, Supplier<HandshakeReport> report) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
