package handfast.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import handfast.Peers;
import handfast.RunningService;
import handfast.bundle.TestChain;
import handfast.x509.Fingerprint;
import handfast.x509.KeyAlgorithm;
import handfast.x509.Pem;
import handfast.x509.Secret;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The commands against the running service, and their files opened by others.
 */
class ClientJourneyTests {

	private final RunningService service = RunningService.shared();

	private final String url = "https://localhost:" + this.service.httpsPort();

	private final String root = rootOf(this.service.home()).hex();

	private final String name = "c" + UUID.randomUUID().toString().substring(0, 8) + ".test";

	@TempDir
	private Path folder;

	private Typed.At here;

	@BeforeEach
	void login() {
		this.here = at(Clock.systemUTC());
		Typed typed = this.here.pipe(this.service.adminToken() + "\n", "login", this.url, "--fingerprint", this.root);
		assertThat(typed.code()).as(typed.toString()).isZero();
	}

	@Test
	void keepsTheLoginForItsUserAlone() throws IOException {
		Path kept = this.folder.resolve("config/login.json");
		assertThat(mode(kept)).isEqualTo("rw-------");
		assertThat(mode(kept.getParent())).isEqualTo("rwx------");
		Files.setPosixFilePermissions(kept, PosixFilePermissions.fromString("rw-r--r--"));
		Typed open = this.here.run("status");
		assertThat(open.code()).isEqualTo(5);
		assertThat(open.err()).contains("Others can read the token");
		assertThat(this.here.run("logout").code()).isZero();
		assertThat(kept).doesNotExist();
		assertThat(this.here.run("logout").out()).contains("Not logged in");
		assertThat(this.here.run("status").code()).isEqualTo(5);
	}

	@Test
	void takesRootAndTokenFromWhoSitsThere() {
		String grouped = this.root.toUpperCase().replaceAll("(..)(?=.)", "$1:");
		Typed typed = this.here.answering(List.of("sha256 Fingerprint=" + grouped, this.service.adminToken()), "login",
				this.url + "/", "--json");
		assertThat(typed.code()).as(typed.toString()).isZero();
		assertThat(typed.json().get("root").asString()).isEqualTo(this.root);
		assertThat(typed.out() + typed.err()).doesNotContain(this.service.adminToken());
	}

	@Test
	void sendsNoTokenWhereTheRootIsAnother() throws IOException {
		Path kept = this.folder.resolve("config/login.json");
		byte[] before = Files.readAllBytes(kept);
		Typed typed = this.here.pipe("hf_never_read", "login", this.url, "--fingerprint", "ab".repeat(32));
		assertThat(typed.code()).isEqualTo(5);
		// Shown, it would be copied.
		assertThat(typed.err()).contains("another fingerprint").doesNotContain(this.root);
		assertThat(Files.readAllBytes(kept)).isEqualTo(before);
	}

	@Test
	void asksForTheFingerprintAndNamesTheHomeOfThisMachine() {
		Typed typed = this.here.run("login", this.url);
		assertThat(typed.code()).isEqualTo(3);
		assertThat(typed.err()).contains("--fingerprint", "openssl x509");
		String pasted = typed.err().lines().filter((line) -> line.startsWith("  java -jar")).findFirst().orElseThrow();
		Typed again = this.here.run(pasted.substring(pasted.indexOf("login")).split(" "));
		assertThat(again.code()).as(again.toString()).isZero();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "http://localhost:8080 | 3 | never travels in clear", "ftp://localhost | 3 | no address",
					"https://localhost:8443/path | 3 | no address", "https://localhost:65536 | 3 | no address",
					"https://ca_.test | 3 | no address", "https://[::x]:1 | 3 | no address",
					"https://1.2.3.4.5 | 3 | no address", "'' | 3 | no address" })
	void refusesAnAddressThatIsNone(String address, int code, String sentence) {
		Typed typed = this.here.run("login", address, "--fingerprint", this.root);
		assertThat(typed.code()).isEqualTo(code);
		assertThat(typed.err()).contains(sentence);
	}

	@Test
	void saysThatTheTokenIsWrong() {
		for (String token : List.of("hf_" + "0".repeat(32) + "_" + "a".repeat(43), "nonsense")) {
			Typed typed = this.here.pipe(token + "\n", "login", this.url, "--fingerprint", this.root);
			assertThat(typed.code()).as(typed.toString()).isEqualTo(5);
			assertThat(typed.err()).contains("does not take the token").doesNotContain(token);
		}
		assertThat(this.here.pipe("", "login", this.url, "--fingerprint", this.root).code()).isEqualTo(3);
		assertThat(this.here.pipe("two words", "login", this.url, "--fingerprint", this.root).code()).isEqualTo(3);
	}

	@Test
	void saysThatNothingAnswersOrNoTls() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
		}
		Typed nobody = this.here.run("login", "https://127.0.0.1:" + port, "--fingerprint", this.root);
		assertThat(nobody.code()).isEqualTo(4);
		assertThat(nobody.err()).contains("Nothing answers");
		Typed plain = this.here.run("login", "https://localhost:" + this.service.plainPort(), "--fingerprint",
				this.root);
		assertThat(plain.code()).as(plain.toString()).isEqualTo(4);
		assertThat(plain.err()).contains("TLS", "HTTPS door");
	}

	@Test
	void sendsNoTokenToAServiceUnderAnotherRoot() throws IOException {
		Path kept = this.folder.resolve("config/login.json");
		new Login(URI.create(this.url), TestChain.of(KeyAlgorithm.EC_P256).root(), Secret.of("hf_x"))
			.write(kept.getParent());
		Typed typed = this.here.run("status");
		assertThat(typed.code()).as(typed.toString()).isEqualTo(5);
		assertThat(typed.err()).contains("not under the root of your login", "no token was sent");
		Files.writeString(kept, "{\"service\"");
		assertThat(this.here.run("status").err()).contains("log in again");
	}

	@Test
	void writesAPkcs12ThatOpensWithThePasswordItTells() throws Exception {
		Typed typed = this.here.run("request", this.name, "--out", file("shop.p12"));
		assertThat(typed.code()).as(typed.toString()).isZero();
		assertThat(typed.out()).contains(this.name, "handshake passed");
		assertThat(mode(this.folder.resolve("shop.p12"))).isEqualTo("rw-------");
		secret("pw", typed.told("password"));
		assertThat(keytool("shop.p12", "PKCS12")).contains("PrivateKeyEntry", "Alias name: " + this.name);
		assertThat(Peers.run(this.folder, Peers.require("openssl").toString(), "pkcs12", "-in", "shop.p12", "-passin",
				"file:pw", "-nokeys"))
			.contains("friendlyName: " + this.name);
	}

	@Test
	void writesAJksWithThePasswordOfAFile() throws Exception {
		secret("pw", "correct-horse-battery");
		Typed typed = this.here.run("request", this.name, "--out", file("shop.jks"), "--pass-file", file("pw"),
				"--alias", "front", "--key", "RSA-2048", "--validity", "P20D", "--json");
		assertThat(typed.code()).as(typed.toString()).isZero();
		assertThat(typed.json().at("/certificate/keyAlgorithm").asString()).isEqualTo("RSA-2048");
		assertThat(typed.json().at("/verdict").asString()).isEqualTo("passed");
		assertThat(typed.json().has("password")).isFalse();
		assertThat(typed.out()).doesNotContain("correct-horse");
		assertThat(keytool("shop.jks", "JKS")).contains("Alias name: front", "PrivateKeyEntry");
	}

	@Test
	void writesAPemWhoseKeyFits() throws Exception {
		Typed typed = this.here.run("request", this.name, "www." + this.name, "--out", file("shop.pem"));
		assertThat(typed.code()).as(typed.toString()).isZero();
		assertThat(mode(this.folder.resolve("shop.pem"))).isEqualTo("rw-------");
		String openssl = Peers.require("openssl").toString();
		assertThat(Peers.run(this.folder, openssl, "x509", "-in", "shop.pem", "-noout", "-pubkey"))
			.isEqualTo(Peers.run(this.folder, openssl, "pkey", "-in", "shop.pem", "-pubout"));
	}

	@Test
	void asksForThePasswordTwice() throws Exception {
		Typed typed = this.here.answering(List.of("correct-horse-battery", "correct-horse-battery"), "request",
				this.name, "--out", file("shop.p12"));
		assertThat(typed.code()).as(typed.toString()).isZero();
		assertThat(typed.out()).doesNotContain("password", "correct-horse");
		secret("pw", "correct-horse-battery");
		keytool("shop.p12", "PKCS12");
		assertThat(this.here
			.answering(List.of("correct-horse-battery", "correct-horse-batter"), "request", this.name, "--out",
					file("other.p12"))
			.code()).isEqualTo(3);
		assertThat(this.here.answering(List.of(""), "request", this.name, "--out", file("made.p12")).out())
			.contains("password");
	}

	@Test
	void makesTheFormThatAConsumerTakes() throws Exception {
		Typed typed = this.here.run("request", this.name, "--for", "tomcat", "--out", file("shop.p12"));
		assertThat(typed.code()).as(typed.toString()).isZero();
		secret("pw", typed.told("password"));
		keytool("shop.p12", "PKCS12");
		Typed other = this.here.run("fetch", this.name, "--for", "postfix", "--out", file("shop.pem"));
		assertThat(other.code()).as(other.toString()).isZero();
		assertThat(Files.readString(this.folder.resolve("shop.pem"))).startsWith("-----BEGIN PRIVATE KEY");
		Typed wrong = this.here.run("request", this.name, "--for", "nginx", "--out", file("nginx.p12"));
		assertThat(wrong.code()).isEqualTo(3);
		assertThat(wrong.err()).contains("nginx takes PEM");
		Typed unknown = this.here.run("fetch", this.name, "--for", "abacus", "--out", file("abacus.p12"));
		assertThat(unknown.code()).isEqualTo(2);
		assertThat(unknown.err()).contains("There is no such consumer", "stays");
	}

	@Test
	void certifiesAKeyThatStaysWhereItIs() throws Exception {
		csr("one");
		Typed typed = this.here.run("request", "--csr", file("one.csr"), "--out", file("own.pem"));
		assertThat(typed.code()).as(typed.toString()).isZero();
		assertThat(typed.out()).contains("without a key");
		assertThat(Files.readString(this.folder.resolve("own.pem"))).doesNotContain("PRIVATE KEY");
		csr("two");
		Typed renewed = this.here.run("renew", file("own.pem"), "--csr", file("two.csr"), "--json");
		assertThat(renewed.code()).as(renewed.toString()).isZero();
		assertThat(Peers.run(this.folder, "openssl", "x509", "-in", "own.pem", "-noout", "-pubkey"))
			.isEqualTo(Peers.run(this.folder, "openssl", "pkey", "-in", "two.key", "-pubout"));
		assertThat(this.here.run("request", "--csr", file("one.csr"), "--out", file("own.p12")).err())
			.contains("end the file's name in .pem");
		assertThat(this.here.run("request", "--csr", file("one.key"), "--out", file("new.pem")).err())
			.contains("private key, which stays with you");
	}

	@Test
	void renewsAFileInItsPlace() throws Exception {
		secret("pw", "correct-horse-battery");
		this.here.run("request", this.name, "--out", file("shop.p12"), "--pass-file", file("pw"), "--alias", "front");
		byte[] before = Files.readAllBytes(this.folder.resolve("shop.p12"));
		Files.createSymbolicLink(this.folder.resolve("live.p12"), this.folder.resolve("shop.p12"));
		secret("wrong", "correct-horse-bakery");
		assertThat(this.here.run("renew", file("live.p12"), "--pass-file", file("wrong")).code()).isEqualTo(3);
		assertThat(this.here.run("renew", file("live.p12")).err()).contains("--pass-file");
		assertThat(Files.readAllBytes(this.folder.resolve("shop.p12"))).isEqualTo(before);
		Typed typed = this.here.run("renew", file("live.p12"), "--pass-file", file("pw"), "--rekey", "--json");
		assertThat(typed.code()).as(typed.toString()).isZero();
		assertThat(typed.json().at("/certificate/predecessor").isString()).isTrue();
		assertThat(Files.isSymbolicLink(this.folder.resolve("live.p12"))).isTrue();
		assertThat(mode(this.folder.resolve("shop.p12"))).isEqualTo("rw-------");
		assertThat(keytool("shop.p12", "PKCS12")).contains("Alias name: front");
	}

	@Test
	void handsOverTheNewestWhereItWasRenewedAlready() {
		this.here.run("request", this.name, "--out", file("shop.pem"));
		JsonNode first = this.here.run("renew", this.name, "--out", file("one.pem"), "--json").json();
		JsonNode second = this.here.run("renew", file("shop.pem"), "--json").json();
		assertThat(second.at("/certificate/id").asString()).isEqualTo(first.at("/certificate/id").asString());
		JsonNode third = this.here.run("renew", file("shop.pem"), "--json").json();
		assertThat(third.at("/certificate/predecessor")).isEqualTo(first.at("/certificate/id"));
	}

	@Test
	void waitsForTheRenewalWindowWhereToldSo() {
		this.here.run("request", this.name, "--out", file("shop.pem"));
		Typed early = this.here.run("renew", file("shop.pem"), "--if-due");
		assertThat(early.code()).isZero();
		assertThat(early.out()).startsWith("Not due");
		Typed late = at(Clock.offset(Clock.systemUTC(), Duration.ofDays(80))).run("renew", file("shop.pem"), "--if-due",
				"--json");
		assertThat(late.json().at("/certificate/predecessor").isString()).isTrue();
	}

	@Test
	void keepsTheFormThatAnOldReaderNeeds() throws Exception {
		secret("pw", "correct-horse-battery");
		this.here.run("request", this.name, "--for", "windows-server-2016", "--out", file("old.p12"), "--pass-file",
				file("pw"));
		Typed typed = this.here.run("renew", file("old.p12"), "--pass-file", file("pw"));
		assertThat(typed.code()).as(typed.toString()).isZero();
		assertThat(Peers.run(this.folder, Peers.require("openssl").toString(), "pkcs12", "-in", "old.p12", "-passin",
				"file:pw", "-info", "-noout", "-legacy"))
			.contains("pbeWithSHA1And3-KeyTripleDES-CBC");
	}

	@Test
	void asksWhichOfSeveral() {
		this.here.run("request", this.name, "--out", file("one.pem"));
		this.here.run("request", this.name, "--out", file("two.pem"));
		Typed typed = this.here.run("fetch", this.name, "--out", file("three.pem"));
		assertThat(typed.code()).isEqualTo(2);
		assertThat(typed.err()).contains("There are 2 certificates");
		String id = typed.err().lines().skip(1).findFirst().orElseThrow().strip().split(":")[0];
		assertThat(this.here.run("fetch", id, "--out", file("three.pem")).code()).isZero();
	}

	@Test
	void installsFromOneLine() throws Exception {
		Typed typed = this.here.run("install", this.name, "--target", "nginx", "--address", this.name, "--renew",
				"--out", this.folder.toString());
		assertThat(typed.code()).as(typed.toString()).isZero();
		Path kit = this.folder.resolve("handfast-" + this.name + "-nginx");
		assertThat(typed.out())
			.contains("cd " + kit + " && sudo ./install.sh --fingerprint " + this.root + " --enable-renewal");
		Peers.run(kit, Peers.require("sha256sum").toString(), "-c", "--strict", "SHA256SUMS");
		assertThat(mode(kit)).isEqualTo("rwx------");
		assertThat(mode(kit.resolve("privkey.pem"))).isEqualTo("rw-------");
		assertThat(mode(kit.resolve("credential"))).isEqualTo("rw-------");
		assertThat(mode(kit.resolve("install.sh"))).isEqualTo("rwx------");
		assertThat(Files.readString(kit.resolve("manifest"))).contains("service=" + this.url);
		Typed again = this.here.run("install", this.name, "--target", "nginx", "--address", this.name, "--renew",
				"--out", this.folder.toString());
		assertThat(again.code()).isEqualTo(3);
		assertThat(again.err()).contains("is there already", "--replace");
		Typed replaced = this.here.run("install", this.name, "--target", "nginx", "--address", this.name, "--renew",
				"--out", this.folder.toString(), "--replace");
		assertThat(replaced.told("installation")).isEqualTo(typed.told("installation"));
		Peers.run(kit, "sha256sum", "-c", "--strict", "SHA256SUMS");
	}

	@Test
	void keepsTheKitPackedWhereToldSo() throws Exception {
		for (String file : List.of("kit.tar.gz", "kit.zip")) {
			Typed typed = this.here.run("install", this.name, "--target", "tomcat", "--out", file(file), "--json");
			assertThat(typed.code()).as(typed.toString()).isZero();
			assertThat(typed.json().at("/next").asString()).contains(file, "install.sh --fingerprint " + this.root);
			assertThat(mode(this.folder.resolve(file))).isEqualTo("rw-------");
		}
		assertThat(this.here.run("install", this.name, "--target", "tomcat", "--out", file("kit.zip")).err())
			.contains("is there already");
		Typed unknown = this.here.run("install", this.name, "--target", "abacus", "--out", this.folder.toString());
		assertThat(unknown.code()).isEqualTo(2);
		assertThat(unknown.err()).contains("There is no target abacus");
	}

	@Test
	void showsWhatNeedsALook() {
		this.here.run("request", this.name, "--validity", "P10D", "--out", file("shop.pem"));
		Typed.At later = at(Clock.offset(Clock.systemUTC(), Duration.ofDays(9)));
		Typed typed = later.run("status");
		assertThat(typed.code()).as(typed.toString()).isEqualTo(1);
		assertThat(typed.out()).contains("Certificates that end soon", this.name, "in 0 days");
		assertThat(this.here.run("status").out()).doesNotContain(this.name);
		assertThat(this.here.run("status", "--within", "P2W").out()).contains(this.name);
		JsonNode json = later.run("status", "--json").json();
		assertThat(json.get("certificates").findValuesAsString("value")).contains(this.name);
		assertThat(json.get("installations").isArray()).isTrue();
		String successor = this.here.run("renew", file("shop.pem")).told("id");
		assertThat(later.run("status").out().lines().filter((line) -> line.contains(this.name))).singleElement()
			.satisfies((line) -> assertThat(line).endsWith(successor));
		assertThat(this.here.run("status", "--within", "soon").code()).isEqualTo(3);
	}

	@Test
	void tellsARefusalWithItsFields() {
		Typed typed = this.here.run("request", "shop_.test", "--key", "DSA", "--out", file("shop.pem"));
		assertThat(typed.code()).isEqualTo(2);
		assertThat(typed.err()).contains("shop_.test has a label", "/key: ").doesNotContain("Exception");
		assertThat(this.here.run("request", "shop.example.net", "--out", file("shop.pem")).err())
			.contains("permit list");
		assertThat(this.folder.resolve("shop.pem")).doesNotExist();
	}

	@Test
	void issuesNothingWhereTheFileCannotBeWritten() throws IOException {
		Files.writeString(this.folder.resolve("there.pem"), "mine");
		secret("short", "1234567");
		for (List<String> arguments : List.of(List.of("--out", file("there.pem")), List.of("--out", file("shop.der")),
				List.of("--out", file("nowhere/shop.pem")),
				List.of("--out", file("p.p12"), "--pass-file", file("short")),
				List.of("--out", file("p.p12"), "--pass-file", file("none")))) {
			Typed typed = this.here
				.run(Stream.concat(Stream.of("request", this.name), arguments.stream()).toArray(String[]::new));
			assertThat(typed.code()).as(typed.toString()).isEqualTo(3);
		}
		assertThat(this.folder.resolve("there.pem")).hasContent("mine");
		assertThat(this.service.get("/api/v1/certificates?name=" + this.name).json().get("items")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "request", "request a.test", "request --out x.pem", "renew", "renew nowhere.pem",
			"renew a.test", "fetch a.test", "install a.test", "install a.test --target nginx --out /nowhere/at/all",
			"status extra", "login", "completion", "completion ksh", "request a.test --out x.pem --colour",
			"renew x.pem --csr x --rekey" })
	void endsWith3AndSaysWhatToWrite(String arguments) {
		Typed typed = this.here.run(arguments.split(" "));
		assertThat(typed.code()).as(typed.toString()).isEqualTo(3);
		assertThat(typed.out()).isEmpty();
		assertThat(typed.err()).isNotBlank().doesNotContain("Exception", "\tat ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "login", "logout", "request", "renew", "fetch", "install", "status", "completion" })
	void helpsWithExamples(String command) {
		Typed typed = this.here.run(command, "--help");
		assertThat(typed.code()).isZero();
		assertThat(typed.out()).contains("Example", "  java -jar handfast.jar " + command, "Exit codes:");
		assertThat(typed.out().lines()).allSatisfy((line) -> assertThat(line).hasSizeLessThanOrEqualTo(80));
		// None is broken in two.
		assertThat(typed.out().substring(typed.out().indexOf("Example")).lines().skip(1))
			.allSatisfy((line) -> assertThat(line).matches("  .*|[A-Z].*:|"));
	}

	private Typed.At at(Clock clock) {
		return new Typed.At(this.folder.resolve("config"), this.service.home(), clock);
	}

	private String file(String file) {
		return this.folder.resolve(file).toString();
	}

	private void secret(String file, String secret) throws IOException {
		Files.writeString(this.folder.resolve(file), secret + "\n");
	}

	private void csr(String file) throws IOException, InterruptedException {
		Peers.run(this.folder, Peers.require("openssl").toString(), "req", "-new", "-newkey", "ec", "-pkeyopt",
				"ec_paramgen_curve:P-256", "-nodes", "-keyout", file + ".key", "-out", file + ".csr", "-subj",
				"/CN=" + this.name, "-addext", "subjectAltName=DNS:" + this.name);
	}

	private String keytool(String file, String type) throws IOException, InterruptedException {
		return Peers.run(this.folder, Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-list",
				"-v", "-keystore", file, "-storetype", type, "-storepass:file", "pw");
	}

	private static String mode(Path file) throws IOException {
		return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
	}

	private static Fingerprint rootOf(Path home) {
		try {
			return Fingerprint.of(Pem.certificates(Files.readString(home.resolve("root.pem"))).getFirst());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
