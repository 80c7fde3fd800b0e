package handfast.access;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import handfast.audit.AuditCopyAccess;
import handfast.audit.AuditEntry;
import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.audit.AuditReader;
import handfast.audit.AuditVerification;
import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.storage.Durability;
import handfast.storage.Home;
import handfast.storage.Node;
import handfast.x509.SerialNumber;
import handfast.x509.TimeOrderedIds;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.apache.catalina.connector.Connector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A service of nothing but callers: both doors by HTTP, and a controller that does all
 * that can go wrong.
 */
class DoorsModuleTests {

	@TempDir
	static Path home;

	private final HttpClient client = HttpClient.newHttpClient();

	private final JsonMapper json = JsonMapper.shared();

	private static ConfigurableApplicationContext service;

	private final Tokens tokens = service.getBean(Tokens.class);

	private final TestDoors doors = service.getBean(TestDoors.class);

	private final CountingDurability durability = service.getBean(CountingDurability.class);

	private final AuditReader audit = service.getBean(AuditReader.class);

	private final RequestMappingHandlerMapping mappings = service.getBean("requestMappingHandlerMapping",
			RequestMappingHandlerMapping.class);

	private final Idempotency idempotency = service.getBean(Idempotency.class);

	private final TransactionTemplate transaction = service.getBean(TransactionTemplate.class);

	private String administrator;

	@BeforeAll
	static void start() throws IOException {
		SpringApplication application = new SpringApplication(Service.class);
		// Without the service's own: they open a whole home and both real doors.
		application.setInitializers(List.of());
		service = application.run("--spring.config.location=optional:classpath:/none/", "--server.port=0",
				"--spring.main.banner-mode=off", "--spring.datasource.url=" + database(),
				"--spring.jpa.hibernate.ddl-auto=none", "--spring.jpa.open-in-view=false", "--spring.flyway.target=2",
				"--spring.web.resources.add-mappings=false", "--springdoc.api-docs.path=/openapi.json",
				"--server.max-http-request-header-size=8KB", "--handfast.limits.failures-per-minute=1000",
				"--logging.level.root=warn");
	}

	// -Dhandfast.test.postgres tries the same on PostgreSQL.
	private static String database() throws IOException {
		return Boolean.getBoolean("handfast.test.postgres")
				? EmbeddedPostgres.start().getJdbcUrl("postgres", "postgres") : "jdbc:h2:mem:doors";
	}

	@AfterAll
	static void stop() {
		service.close();
	}

	@BeforeEach
	void makeToken() {
		this.administrator = token(Role.ADMINISTRATOR);
	}

	@Test
	void answersACallerAndNamesTheRequest() throws Exception {
		HttpResponse<String> answer = get("/api/v1/things/who");
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).contains("administrator");
		assertThat(answer.headers().firstValue("Request-Id")).get()
			.extracting((id) -> UUID.fromString(id).version())
			.isEqualTo(7);
		assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
		assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
		assertThat(answer.headers().firstValue("Content-Security-Policy")).get()
			.asString()
			.contains("frame-ancestors 'none'");
	}

	@Test
	void writesTimesAndDurationsAsTheContractDoes() throws Exception {
		JsonNode answer = this.json.readTree(get("/api/v1/things/who").body());
		assertThat(answer.get("at").asString()).isEqualTo("2027-01-31T12:00:00Z");
		assertThat(answer.get("length").asString()).isEqualTo("P90D");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Bearer", "Bearer nonsense", "Basic YTpi",
			"Bearer hf_00000000000000000000000000000000_0000000000000000000000000000000000000000000" })
	void refusesWhoeverHasNoToken(String header) throws Exception {
		HttpRequest.Builder request = request("/api/v1/things/who");
		request = header.isEmpty() ? request : request.header("Authorization", header);
		HttpResponse<String> answer = send(request);
		assertProblem(answer, 401, "unauthorized");
		assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
	}

	@Test
	void refusesARightIdWithAWrongSecret() throws Exception {
		String wrong = this.administrator.substring(0, 40) + "x".repeat(this.administrator.length() - 40);
		assertProblem(send(request("/api/v1/things/who").header("Authorization", "Bearer " + wrong)), 401,
				"unauthorized");
	}

	@Test
	void refusesATokenThatWasRevoked() throws Exception {
		String reader = token(Role.READER);
		assertThat(get("/api/v1/things/who", reader).statusCode()).isEqualTo(200);
		UUID id = TokenText.parse(reader).orElseThrow().id();
		assertThat(send(authorized("/api/v1/tokens/" + id).DELETE()).statusCode()).isEqualTo(204);
		assertProblem(get("/api/v1/things/who", reader), 401, "unauthorized");
	}

	@Test
	void refusesARoleThatMayNot() throws Exception {
		assertProblem(get("/api/v1/tokens", token(Role.REQUESTER)), 403, "role-missing");
		assertProblem(get("/api/v1/audit", token(Role.READER)), 403, "role-missing");
		assertThat(get("/api/v1/tokens", token(Role.READER)).statusCode()).isEqualTo(200);
	}

	@Test
	void deniesAMappingWithoutARule() throws Exception {
		assertProblem(get("/api/v1/things/forgotten"), 403, "role-missing");
	}

	@Test
	void disclosesNoPathToStrangers() throws Exception {
		assertProblem(send(request("/api/v1/nowhere")), 401, "unauthorized");
		assertProblem(get("/api/v1/nowhere"), 404, "not-found");
		assertProblem(get("/error"), 404, "not-found");
	}

	@Test
	void tellsStrangersWhatIsNotThereOutsideTheApi() throws Exception {
		for (String path : List.of("/metrics", "/acme/directory", "/nothing", "/api/v2/things", "/api/v1x")) {
			assertProblem(send(request(path)), 404, "not-found");
		}
		assertProblem(send(request("/api/v1")), 401, "unauthorized");
	}

	@Test
	void servesPublicPathsOfItsDoor() throws Exception {
		assertThat(send(request("/")).body()).isEqualTo("welcome");
		assertThat(plain("/pki/root.pem").body()).isEqualTo("root");
		assertProblem(send(request("/pki/root.pem")), 404, "not-found");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/v1/things/who", "/", "/openapi.json", "/pki/nothing/of/that",
			"/pki/../api/v1/tokens", "//api/v1/tokens", "/pki/%2e%2e/api/v1/tokens" })
	void answersNothingElseInClear(String path) throws Exception {
		String answer = raw(this.doors.plainPort(), "GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
				+ this.administrator + "\r\nConnection: close\r\n\r\n");
		assertThat(answer).matches("(?s)HTTP/1.1 40[04] .*").contains("application/problem+json");
	}

	@Test
	void takesOnlyReadingInClear() throws Exception {
		assertProblem(send(HttpRequest.newBuilder(plainUri("/pki/root.pem")).POST(BodyPublishers.ofString("x"))), 405,
				"method-not-allowed");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "{\"name\":\"a\",\"extra\":1}|400|unknown-field|/extra",
					"{\"name\":\"a\",\"name\":\"b\"}|400|unknown-field|/name", "{\"name\":1}|400|malformed-value|/name",
					"{\"name\":\"a\",\"count\":\"3\"}|400|malformed-value|/count",
					"{\"name\":\"a\",\"count\":1.5}|400|malformed-value|/count",
					"{\"name\":\"a\",\"names\":\"x\"}|400|malformed-value|/names",
					"{\"name\":\"a\",\"names\":[1]}|400|malformed-value|/names/0",
					"{\"name\":\"a\",\"role\":\"god\"}|422|unknown-value|/role",
					"{\"name\":\"a\",\"role\":1}|400|malformed-value|/role",
					"{\"name\":\"a\",\"at\":\"tomorrow\"}|422|malformed-value|/at",
					"{\"name\":\"a\",\"at\":5}|400|malformed-value|/at",
					"{\"name\":\"a\",\"length\":\"P3M\"}|422|duration-malformed|/length",
					"{\"name\":\"a\",\"length\":90}|400|malformed-value|/length", "{}|422|required|/name",
					"{\"name\":\"a\",\"names\":[\"\"]}|422|required|/names/0",
					"{\"name\":\"abcdefghijk\"}|422|out-of-range|/name",
					"{\"name\":\"a\",\"inner\":{\"deep\":true}}|400|unknown-field|/inner/deep" })
	void saysWhatIsWrongWithABody(String body, int status, String code, String field) throws Exception {
		HttpResponse<String> answer = post("/api/v1/things", body);
		assertProblem(answer, status, (status == 400) ? "unreadable" : "invalid-request");
		JsonNode violation = this.json.readTree(answer.body()).get("violations").get(0);
		assertThat(violation.get("code").asString()).isEqualTo(code);
		assertThat(violation.get("field").asString()).isEqualTo(field);
		assertThat(violation.get("message").asString()).isNotBlank();
	}

	@Test
	void listsTheValuesThatAreKnown() throws Exception {
		assertThat(post("/api/v1/things", "{\"name\":\"a\",\"role\":\"god\"}").body())
			.contains("administrator, requester, reader");
		assertThat(post("/api/v1/things", "{\"name\":\"a\",\"length\":\"P3M\"}").body()).contains("P90D");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "[]", "null", "\"x\"", "{\"name\":\"a\"} x", "{\"name\":\"a\"}{}", "<a/>",
			"{'name':'a'}" })
	void refusesWhatIsNoJsonObject(String body) throws Exception {
		assertProblem(post("/api/v1/things", body), 400, "unreadable");
	}

	@Test
	void refusesTooDeepJson() throws Exception {
		assertProblem(post("/api/v1/things", "{\"name\":" + "[".repeat(40) + "]".repeat(40) + "}"), 400, "unreadable");
	}

	@Test
	void refusesTooLongABodyHoweverItIsSent() throws Exception {
		String large = "{\"name\":\"" + "a".repeat(1_100_000) + "\"}";
		assertProblem(post("/api/v1/things", large), 413, "content-too-large");
		HttpResponse<String> chunked = send(authorized("/api/v1/things").header("Content-Type", "application/json")
			.POST(BodyPublishers
				.ofInputStream(() -> new java.io.ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8)))));
		assertProblem(chunked, 413, "content-too-large");
	}

	@Test
	void refusesOtherMethodsAndTypes() throws Exception {
		HttpResponse<String> method = send(authorized("/api/v1/things").PUT(BodyPublishers.ofString("{}")));
		assertProblem(method, 405, "method-not-allowed");
		assertThat(method.headers().firstValue("Allow")).hasValue("POST");
		assertProblem(send(authorized("/api/v1/things").POST(BodyPublishers.ofString("a=b"))
			.header("Content-Type", "application/x-www-form-urlencoded")), 415, "unsupported-media-type");
		assertProblem(send(authorized("/api/v1/things/who").header("Accept", "image/png")), 406, "not-acceptable");
	}

	@Test
	void refusesAcceptHeadersThatAreNone() throws Exception {
		assertProblem(send(authorized("/api/v1/things/who").header("Accept", "nonsense")), 406, "not-acceptable");
	}

	@Test
	void findsNothingUnderAnIdThatIsNone() throws Exception {
		assertProblem(send(authorized("/api/v1/things/not-an-id").DELETE()), 404, "not-found");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "limit=0", "limit=501", "limit=x", "limit=", "cursor=x", "cursor=AAAAAAAAAAAAAAAAAAAAAAAAAA" })
	void refusesPagesThatAreNone(String query) throws Exception {
		HttpResponse<String> answer = get("/api/v1/tokens?" + query);
		assertProblem(answer, 422, "invalid-request");
		assertThat(answer.body()).contains("\"field\":\"/" + query.substring(0, query.indexOf('=')) + "\"");
	}

	@ParameterizedTest
	@CsvSource({ "/api/v1/audit?acton=token.create, /acton, unknown-field, 'action, actor, cursor'",
			"/api/v1/audit?action=a&action=b, /action, malformed-value, twice",
			"/api/v1/audit?action=%00, /action, malformed-value, control character",
			"/api/v1/audit?from=%2B1000000000-12-31T23:59:59Z, /from, malformed-value, 2027-01-31T12:00:00Z",
			"/api/v1/audit?until=-0001-12-31T23:59:59Z, /until, malformed-value, 2027-01-31T12:00:00Z",
			"/api/v1/tokens?limit=1&limit=2, /limit, malformed-value, twice",
			"/api/v1/tokens?role=reader, /role, unknown-field, 'cursor, limit'",
			"/api/v1/things/who?x=1, /x, unknown-field, takes no parameters" })
	void refusesAQueryThatIsNotUnderstood(String path, String field, String code, String hint) throws Exception {
		HttpResponse<String> answer = get(path);
		assertProblem(answer, 422, "invalid-request");
		JsonNode violation = this.json.readTree(answer.body()).get("violations").get(0);
		assertThat(violation.get("field").asString()).isEqualTo(field);
		assertThat(violation.get("code").asString()).isEqualTo(code);
		assertThat(violation.get("message").asString()).contains(hint);
	}

	@Test
	void takesTheLimitsOfATokenAsThePermitListDoes() throws Exception {
		HttpResponse<String> made = post("/api/v1/tokens",
				"{\"name\":\"a\",\"role\":\"requester\",\"names\":[\".Shop.test\",\"shop.test\",\"10.0.0.0/8\"]}");
		assertThat(made.statusCode()).isEqualTo(201);
		assertThat(made.body()).contains("\"names\":[\".shop.test\",\"shop.test\",\"10.0.0.0/8\"]");
		HttpResponse<String> wildcard = post("/api/v1/tokens",
				"{\"name\":\"a\",\"role\":\"requester\",\"names\":[\"*.shop.test\"]}");
		assertProblem(wildcard, 422, "invalid-request");
		assertThat(wildcard.body()).contains("/names/0", "name-wildcard-misplaced", "write shop.test");
	}

	@Test
	void namesTheParameterThatIsWrong() throws Exception {
		assertThat(get("/api/v1/things/since?at=yesterday").body()).contains("\"field\":\"/at\"");
		assertThat(get("/api/v1/things/since").body()).contains("\"field\":\"/at\"", "required");
	}

	@Test
	void keepsACursorToItsQuery() throws Exception {
		token(Role.READER);
		token(Role.READER);
		JsonNode first = this.json.readTree(get("/api/v1/tokens?limit=1").body());
		String cursor = first.get("next").asString();
		JsonNode second = this.json.readTree(get("/api/v1/tokens?limit=1&cursor=" + cursor).body());
		assertThat(second.get("items").get(0).get("id").asString())
			.isLessThan(first.get("items").get(0).get("id").asString());
		assertProblem(get("/api/v1/tokens?limit=1&name=x&cursor=" + cursor), 422, "invalid-request");
	}

	@Test
	void tellsADatabaseThatIsAway() throws Exception {
		HttpResponse<String> answer = post("/api/v1/things/database", "");
		assertProblem(answer, 503, "database-unavailable");
		assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
	}

	@Test
	void refusesWhatDoesNotFitTheDatabase() throws Exception {
		HttpResponse<String> answer = post("/api/v1/things/unfit", "");
		assertProblem(answer, 422, "invalid-request");
		assertThat(answer.body()).contains("out-of-range");
	}

	@Test
	void keepsTheCauseOfAnInternalErrorToItself() throws Exception {
		HttpResponse<String> answer = post("/api/v1/things/bug", "");
		assertProblem(answer, 500, "internal");
		assertThat(answer.body()).doesNotContain("CANARY").contains(answer.headers().firstValue("Request-Id").get());
	}

	@ParameterizedTest
	@ValueSource(strings = { "NONSENSE\r\n\r\n", "GET /a|b HTTP/1.1\r\nHost: x\r\n\r\n",
			"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
			"GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n", "GET /a%2fb HTTP/1.1\r\nHost: x\r\n\r\n",
			"GET /;a=b HTTP/1.1\r\nHost: x\r\n\r\n", "GET /\\x HTTP/1.1\r\nHost: x\r\n\r\n",
			"TRACE / HTTP/1.1\r\nHost: x\r\n\r\n", "FOO / HTTP/1.1\r\nHost: x\r\n\r\n",
			"GET / HTTP/9.1\r\nHost: x\r\n\r\n",
			"POST /api/v1/things HTTP/1.1\r\nHost: x\r\nContent-Length: nan\r\n\r\n",
			"POST /api/v1/things HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n" })
	void refusesBrokenRequestsAsProblems(String request) throws Exception {
		String answer = raw(this.doors.httpsPort(), request);
		assertThat(answer).matches("(?s)HTTP/1.1 [45]\\d\\d .*");
		assertThat(answer).containsIgnoringCase("content-type: application/problem+json");
		assertThat(answer).doesNotContain("<html").doesNotContain("Apache");
	}

	@Test
	void refusesTooLargeHeadersAsAProblem() throws Exception {
		String answer = raw(this.doors.httpsPort(),
				"GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(20_000) + "\r\n\r\n");
		assertThat(answer).matches("(?s)HTTP/1.1 4\\d\\d .*").containsIgnoringCase("application/problem+json");
	}

	@Test
	void holdsBackAnAnswerUntilItIsDurable() throws Exception {
		int before = this.durability.waits.get();
		post("/api/v1/things", "{\"name\":\"a\"}");
		send(authorized("/api/v1/things/" + UUID.randomUUID()).DELETE());
		assertThat(this.durability.waits.get()).isEqualTo(before + 2);
		post("/api/v1/things", "{}");
		get("/api/v1/things/who");
		assertThat(this.durability.waits.get()).isEqualTo(before + 2);
	}

	@Test
	void takesNoOtherSpellingOfAPath() throws Exception {
		int before = this.durability.waits.get();
		for (String path : List.of("/%61pi/v1/things", "/api/v1/%74hings", "/api/v1/things%20")) {
			assertProblem(post(path, "{\"name\":\"a\"}"), 400, "unreadable");
		}
		assertThat(this.durability.waits.get()).isEqualTo(before);
	}

	@Test
	void answersWithAProblemWhereDurabilityFails() throws Exception {
		this.durability.failing = true;
		try {
			assertProblem(post("/api/v1/things", "{\"name\":\"a\"}"), 503, "database-unavailable");
			assertProblem(send(authorized("/api/v1/things/" + UUID.randomUUID()).DELETE()), 503,
					"database-unavailable");
		}
		finally {
			this.durability.failing = false;
		}
	}

	@Test
	void makesATokenAndTellsItOnce() throws Exception {
		HttpResponse<String> answer = post("/api/v1/tokens", "{\"name\":\"ci\",\"role\":\"requester\"}");
		assertThat(answer.statusCode()).isEqualTo(201);
		JsonNode made = this.json.readTree(answer.body());
		assertThat(answer.headers().firstValue("Location")).hasValue("/api/v1/tokens/" + made.get("id").asString());
		assertThat(get("/api/v1/things/who", made.get("token").asString()).statusCode()).isEqualTo(200);
		assertThat(get("/api/v1/tokens").body()).doesNotContain(made.get("token").asString())
			.doesNotContain("\"token\"");
	}

	@Test
	void refusesATokenThatHasExpiredAlready() throws Exception {
		assertThat(post("/api/v1/tokens", "{\"name\":\"a\",\"role\":\"reader\",\"expires\":\"2020-01-01T00:00:00Z\"}")
			.body()).contains("/expires", "out-of-range");
	}

	@Test
	void keepsTheLastAdministrator() throws Exception {
		List<String> others = this.tokens.list(new Paging(500, List.of(), ""))
			.stream()
			.map((token) -> token.id().toString())
			.filter((id) -> !id.equals(TokenText.parse(this.administrator).orElseThrow().id().toString()))
			.toList();
		for (String id : others) {
			assertThat(send(authorized("/api/v1/tokens/" + id).DELETE()).statusCode()).isEqualTo(204);
		}
		assertProblem(
				send(authorized("/api/v1/tokens/" + TokenText.parse(this.administrator).orElseThrow().id()).DELETE()),
				409, "conflict");
		assertProblem(send(authorized("/api/v1/tokens/" + UUID.randomUUID()).DELETE()), 404, "not-found");
	}

	@Test
	void answersARepeatedRequestFromItsResult() throws Exception {
		String key = UUID.randomUUID().toString();
		HttpResponse<String> first = keyed(key, "{\"name\":\"a\",\"count\":1}");
		HttpResponse<String> again = keyed(key, "{ \"count\": 1, \"name\": \"a\" }");
		assertThat(first.statusCode()).isEqualTo(201);
		assertThat(again.body()).isEqualTo(first.body());
		assertProblem(keyed(key, "{\"name\":\"b\"}"), 422, "idempotency-key-reused");
		assertThat(keyed(UUID.randomUUID().toString(), "{\"name\":\"a\",\"count\":1}").body())
			.isNotEqualTo(first.body());
	}

	@Test
	void forgetsRefusals() throws Exception {
		String key = UUID.randomUUID().toString();
		assertThat(keyed(key, "{}").statusCode()).isEqualTo(422);
		assertThat(keyed(key, "{\"name\":\"a\"}").statusCode()).isEqualTo(201);
	}

	@Test
	void refusesTheSecondWhileTheFirstStillRuns() {
		IdempotencyKey key = new IdempotencyKey(UUID.randomUUID(), "/x", "k", new byte[32]);
		this.transaction.executeWithoutResult((status) -> this.idempotency.claim(key, UUID.randomUUID()));
		assertThatExceptionOfType(Problem.class).isThrownBy(
				() -> this.transaction.executeWithoutResult((status) -> this.idempotency.claim(key, UUID.randomUUID())))
			.matches((problem) -> problem.type() == ProblemType.REQUEST_IN_PROGRESS);
	}

	@Test
	void refusesTheSecondWhileTheFirstHasNotCommitted() throws Exception {
		IdempotencyKey key = new IdempotencyKey(UUID.randomUUID(), "/x", "k", new byte[32]);
		CountDownLatch claimed = new CountDownLatch(1);
		CountDownLatch refused = new CountDownLatch(1);
		try (ExecutorService first = Executors.newSingleThreadExecutor()) {
			first.submit(() -> this.transaction.executeWithoutResult((status) -> {
				this.idempotency.claim(key, UUID.randomUUID());
				claimed.countDown();
				try {
					// A database may let the second wait for the first, within reason.
					refused.await(3, TimeUnit.SECONDS);
				}
				catch (InterruptedException ex) {
					status.setRollbackOnly();
				}
			}));
			claimed.await();
			assertThatExceptionOfType(Problem.class)
				.isThrownBy(() -> this.transaction
					.executeWithoutResult((status) -> this.idempotency.claim(key, UUID.randomUUID())))
				.matches((problem) -> problem.type() == ProblemType.REQUEST_IN_PROGRESS);
			refused.countDown();
		}
	}

	@Test
	void copiesWhatWasSigned() throws Exception {
		AuditLine.Signing signing = new AuditLine.Signing(UUID.randomUUID(), 3,
				new SerialNumber(BigInteger.valueOf(255)), Instant.parse("2027-01-01T00:00:00Z"), "aa".repeat(32),
				null);
		String object = UUID.randomUUID().toString();
		service.getBean(AuditLog.class)
			.record(AuditLine.of("handfast", "certificate.issue", object, "intent").withSigning(signing));
		service.getBean(AuditCopyAccess.class).copyAll();
		JsonNode found = this.json.readTree(get("/api/v1/audit?object=" + object).body()).get("items").get(0);
		assertThat(found.get("serial").asString()).isEqualTo("00ff");
		assertThat(found.get("issuer").asString()).isEqualTo(signing.issuerKey().toString());
		assertThat(found.get("notAfter").asString()).isEqualTo("2027-01-01T00:00:00Z");
	}

	@Test
	void freesTheKeyOfAnOrphan() {
		IdempotencyKey key = new IdempotencyKey(UUID.randomUUID(), "/x", "k", new byte[32]);
		UUID orphan = UUID.randomUUID();
		this.idempotency.claim(key, orphan);
		assertThat(this.idempotency.find(key)).hasValue(orphan);
		this.idempotency.release(orphan);
		assertThat(this.idempotency.find(key)).isEmpty();
	}

	@Test
	void refusesKeysItCannotUse() throws Exception {
		assertProblem(keyed("x".repeat(256), "{\"name\":\"a\"}"), 400, "idempotency-key-malformed");
		assertProblem(
				send(authorized("/api/v1/tokens").header("Content-Type", "application/json")
					.header("Idempotency-Key", "k")
					.POST(BodyPublishers.ofString("{\"name\":\"a\",\"role\":\"reader\"}"))),
				400, "idempotency-key-not-allowed");
		assertThat(raw(this.doors.httpsPort(),
				"POST /api/v1/things HTTP/1.1\r\nHost: x\r\nIdempotency-Key:\r\nAuthorization: Bearer "
						+ this.administrator + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
						+ "Connection: close\r\n\r\n{}"))
			.contains("idempotency-key-malformed");
	}

	@Test
	void auditsEveryRefusal() throws Exception {
		HttpResponse<String> answer = get("/api/v1/tokens", token(Role.REQUESTER));
		String id = answer.headers().firstValue("Request-Id").orElseThrow();
		List<AuditEntry> lines = new java.util.ArrayList<>();
		this.audit.forEachAfter(0, lines::add);
		assertThat(lines).extracting(AuditEntry::line)
			.filteredOn((line) -> id.equals(line.requestId()))
			.singleElement()
			.matches((line) -> line.object().equals("GET /api/v1/tokens") && line.detail().equals("role-missing")
					&& line.outcome().equals("refused"));
		assertThat(AuditVerification.verify(home.resolve("home/audit")).broken()).isEmpty();
	}

	@Test
	void findsAuditLinesByWhatTheySay() throws Exception {
		String made = post("/api/v1/tokens", "{\"name\":\"ci\",\"role\":\"reader\"}").body();
		String id = this.json.readTree(made).get("id").asString();
		service.getBean(AuditCopyAccess.class).copyAll();
		JsonNode found = this.json.readTree(get("/api/v1/audit?action=token.create&object=" + id).body());
		assertThat(found.get("items").size()).isEqualTo(1);
		assertThat(found.get("items").get(0).get("actor").asString())
			.isEqualTo(TokenText.parse(this.administrator).orElseThrow().id().toString());
		JsonNode first = this.json.readTree(get("/api/v1/audit?limit=2&action=token.create").body());
		JsonNode next = this.json
			.readTree(get("/api/v1/audit?limit=2&action=token.create&cursor=" + first.get("next").asString()).body());
		assertThat(next.get("items").get(0).get("sequence").asLong())
			.isLessThan(first.get("items").get(1).get("sequence").asLong());
		assertProblem(get("/api/v1/audit?from=yesterday"), 422, "invalid-request");
	}

	@Test
	void hasARuleForEveryMappingButTheForgottenOne() {
		assertThat(MappingsWithoutRule.in(this.mappings)).singleElement().asString().contains("forgotten");
	}

	private String token(Role role) {
		return new String(this.tokens.create("test", role).value());
	}

	private void assertProblem(HttpResponse<String> answer, int status, String slug) {
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
		assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		JsonNode problem = this.json.readTree(answer.body());
		assertThat(problem.get("type").asString()).isEqualTo("urn:handfast:problem:" + slug);
		assertThat(problem.get("status").asInt()).isEqualTo(status);
		assertThat(problem.get("detail").asString()).isNotBlank();
	}

	private HttpResponse<String> get(String path) throws Exception {
		return get(path, this.administrator);
	}

	private HttpResponse<String> get(String path, String token) throws Exception {
		return send(request(path).header("Authorization", "Bearer " + token));
	}

	private HttpResponse<String> post(String path, String body) throws Exception {
		return send(authorized(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
	}

	private HttpResponse<String> keyed(String key, String body) throws Exception {
		return send(authorized("/api/v1/things").header("Content-Type", "application/json")
			.header("Idempotency-Key", key)
			.POST(BodyPublishers.ofString(body)));
	}

	private HttpResponse<String> plain(String path) throws Exception {
		return send(HttpRequest.newBuilder(plainUri(path)));
	}

	private URI plainUri(String path) {
		return URI.create("http://localhost:" + this.doors.plainPort() + path);
	}

	private HttpRequest.Builder authorized(String path) {
		return request(path).header("Authorization", "Bearer " + this.administrator);
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + this.doors.httpsPort() + path));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
		return this.client.send(request.build(), BodyHandlers.ofString());
	}

	private static String raw(int port, String request) throws IOException {
		try (Socket socket = new Socket("localhost", port)) {
			socket.setSoTimeout(5000);
			OutputStream output = socket.getOutputStream();
			output.write(
					request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
			output.flush();
			InputStream input = socket.getInputStream();
			return new String(input.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@ComponentScan(basePackages = { "handfast.access", "handfast.audit" },
			excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*Tests.*"))
	@Import({ ThingController.class, TestDoors.class, AuditCopyAccess.class })
	static class Service {

		@Bean
		Clock clock() {
			return Clock.systemUTC();
		}

		@Bean
		SecureRandom secureRandom() {
			return new SecureRandom();
		}

		@Bean
		TimeOrderedIds timeOrderedIds(Clock clock, SecureRandom random) {
			return new TimeOrderedIds(clock, random);
		}

		@Bean(destroyMethod = "close")
		Home testHome() {
			return Home.open(home.resolve("home"));
		}

		@Bean
		Node node() {
			return new Node(UUID.randomUUID(), UUID.randomUUID());
		}

		@Bean
		CountingDurability durability() {
			return new CountingDurability();
		}

	}

	static class CountingDurability implements Durability {

		final AtomicInteger waits = new AtomicInteger();

		volatile boolean failing;

		@Override
		public void await() {
			if (this.failing) {
				throw new DataAccessResourceFailureException("away");
			}
			this.waits.incrementAndGet();
		}

	}

	static class TestDoors implements Doors, WebServerFactoryCustomizer<TomcatServletWebServerFactory>,
			org.springframework.context.ApplicationListener<org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent> {

		private final Connector second = new Connector(TomcatServletWebServerFactory.DEFAULT_PROTOCOL);

		private volatile int first;

		@Override
		public void customize(TomcatServletWebServerFactory factory) {
			this.second.setPort(0);
			factory.addAdditionalConnectors(this.second);
		}

		@Override
		public void onApplicationEvent(
				org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent event) {
			this.first = event.getWebServer().getPort();
		}

		@Override
		public int plainPort() {
			return this.second.getLocalPort();
		}

		@Override
		public int httpsPort() {
			return this.first;
		}

	}

	@RestController
	static class ThingController {

		private final Idempotency idempotency;

		private final JdbcClient database;

		ThingController(Idempotency idempotency, JdbcClient database) {
			this.idempotency = idempotency;
			this.database = database;
		}

		@GetMapping("/")
		@PublicEndpoint
		String welcome() {
			return "welcome";
		}

		@GetMapping("/pki/root.pem")
		@PublicEndpoint
		String root() {
			return "root";
		}

		@GetMapping(path = "/api/v1/things/who", produces = "application/json")
		@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER, Role.READER })
		Map<String, Object> who(Caller caller) {
			return Map.of("role", caller.role(), "at", Instant.parse("2027-01-31T12:00:00Z"), "length",
					Duration.ofDays(90));
		}

		@GetMapping("/api/v1/things/since")
		@RequiresRole(Role.ADMINISTRATOR)
		String since(@RequestParam Instant at) {
			return at.toString();
		}

		@GetMapping("/api/v1/things/forgotten")
		String forgotten() {
			return "forgotten";
		}

		@PostMapping("/api/v1/things")
		@RequiresRole(Role.ADMINISTRATOR)
		ResponseEntity<Map<String, UUID>> make(@Valid @RequestBody Thing thing, Optional<IdempotencyKey> key) {
			UUID made = key.flatMap(this.idempotency::find).orElseGet(() -> {
				UUID fresh = UUID.randomUUID();
				key.ifPresent((wish) -> this.idempotency.claim(wish, fresh));
				return fresh;
			});
			return ResponseEntity.created(URI.create("/api/v1/things/" + made)).body(Map.of("id", made));
		}

		@DeleteMapping("/api/v1/things/{id}")
		@RequiresRole(Role.ADMINISTRATOR)
		@ResponseStatus(HttpStatus.NO_CONTENT)
		void end(@PathVariable UUID id) {
		}

		@PostMapping("/api/v1/things/database")
		@RequiresRole(Role.ADMINISTRATOR)
		void database() {
			throw new DataAccessResourceFailureException("CANARY");
		}

		@PostMapping("/api/v1/things/unfit")
		@RequiresRole(Role.ADMINISTRATOR)
		void unfit() {
			this.database.sql("insert into token (id, name) values (:id, :name)")
				.param("id", UUID.randomUUID())
				.param("name", "x".repeat(100_000))
				.update();
		}

		@PostMapping("/api/v1/things/bug")
		@RequiresRole(Role.ADMINISTRATOR)
		void bug() {
			throw new IllegalStateException("CANARY");
		}

	}

	record Thing(@NotBlank @Size(max = 10) String name, Integer count, List<@NotBlank String> names, Role role,
			Instant at, Duration length, @Valid Inner inner) {
	}

	record Inner(@NotNull String text) {
	}

}
