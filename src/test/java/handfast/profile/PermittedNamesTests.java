package handfast.profile;

import java.time.Clock;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

import handfast.Repositories;
import handfast.access.Caller;
import handfast.access.Idempotency;
import handfast.access.Role;
import handfast.audit.AuditLine;
import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.x509.Name;
import handfast.x509.PermitRule;
import handfast.x509.TimeOrderedIds;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.FileSystemResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PermittedNamesTests {

	private final Caller administrator = new Caller(new UUID(0, 1), "admin", Role.ADMINISTRATOR, List.of(), List.of(),
			"request");

	private final List<AuditLine> audited = new ArrayList<>();

	private PermittedNameRepository repository;

	private PermitList list;

	private Predicate<PermitRule> certifiable = (rule) -> true;

	private PermittedNames names;

	@BeforeEach
	void setUp() {
		JdbcDataSource source = new JdbcDataSource();
		source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
		new ResourceDatabasePopulator(new FileSystemResource("db/V04__profile.sql")).execute(source);
		Repositories repositories = Repositories.over(source, "handfast.profile");
		this.repository = repositories.get(PermittedNameRepository.class);
		this.list = new PermitList(this.repository, new NamesProperties(List.of("corp.example.org", "203.0.113.0/24")));
		this.names = new PermittedNames(this.list, this.repository, repositories.transaction(), (line) -> {
			this.audited.add(line);
			return () -> {
			};
		}, new Idempotency(JdbcClient.create(source), Clock.systemUTC()),
				new TimeOrderedIds(Clock.systemUTC(), new SecureRandom()), (rule) -> this.certifiable.test(rule),
				Clock.systemUTC());
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "a.localhost", "shop.test", "*.shop.test", "db.internal", "nas.home.arpa",
			"printer.local", "tv.lan", "127.0.0.1", "::1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "fd00::1",
			"ops@shop.test", "spiffe://shop.test/web", "https://10.1.2.3/", "corp.example.org",
			"a.b.corp.example.org" })
	void permitsOutOfTheBoxAndBySetting(String name) {
		assertThat(this.list.permits(Name.parse(name))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "example.com", "test.example.com", "mytest", "example.org", "xcorp.example.org", "8.8.8.8",
			"172.32.0.1", "ops@example.com", "https://example.com/", "urn:example:shop.test" })
	void permitsNothingElse(String name) {
		assertThat(this.list.permits(Name.parse(name))).isFalse();
	}

	@Test
	void permitsADomainAndAllBelowItOnceItIsAdded() {
		PermittedName added = this.names.add("Example.COM", "ours", this.administrator);
		assertThat(added.value()).isEqualTo("example.com");
		assertThat(this.list.permits(Name.parse("example.com"))).isTrue();
		assertThat(this.list.permits(Name.parse("*.api.example.com"))).isTrue();
		assertThat(this.list.permits(Name.parse("badexample.com"))).isFalse();
		assertThat(this.names.all()).first().isEqualTo(added);
		assertThat(this.audited).singleElement().satisfies((line) -> {
			assertThat(line.action()).isEqualTo("permitted-name.add");
			assertThat(line.requestId()).isEqualTo("request");
		});
		this.names.remove(added.id(), this.administrator);
		assertThat(this.list.permits(Name.parse("example.com"))).isFalse();
		assertThat(this.audited).hasSize(2);
	}

	@Test
	void seesWhatAnotherNodeAdded() throws InterruptedException {
		PermitList other = new PermitList(this.repository, new NamesProperties(List.of()));
		assertThat(other.permits(Name.parse("93.184.216.34"))).isFalse();
		this.names.add("93.184.216.0/24", null, this.administrator);
		long end = System.nanoTime() + 5_000_000_000L;
		while (!other.permits(Name.parse("93.184.216.34")) && System.nanoTime() < end) {
			Thread.onSpinWait();
		}
		assertThat(other.permits(Name.parse("93.184.216.34"))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "com", "co.uk", "*.example.com", "exa mple.com", "10.0.0.1/8", "10.0.0.0/33", "", "a/b",
			".com" })
	void refusesWhatIsNoDomainOfOnesOwn(String value) {
		assertThatExceptionOfType(Problem.class).isThrownBy(() -> this.names.add(value, null, this.administrator))
			.satisfies((problem) -> assertThat(problem.type()).isEqualTo(ProblemType.INVALID_REQUEST));
		assertThat(this.audited).isEmpty();
	}

	@Test
	void refusesASecondTimeWithTheIdOfTheFirst() {
		PermittedName added = this.names.add("example.com", null, this.administrator);
		assertThatExceptionOfType(Problem.class)
			.isThrownBy(() -> this.names.add("EXAMPLE.com", null, this.administrator))
			.satisfies((problem) -> {
				assertThat(problem.type()).isEqualTo(ProblemType.CONFLICT);
				assertThat(problem.properties()).containsEntry("id", added.id());
			});
	}

	@Test
	void deletesNothingThatNoCallAdded() {
		for (PermittedName name : this.names.all()) {
			assertThatExceptionOfType(Problem.class).isThrownBy(() -> this.names.remove(name.id(), this.administrator))
				.satisfies((problem) -> assertThat(problem.type()).isEqualTo(ProblemType.CONFLICT));
		}
		assertThatExceptionOfType(Problem.class).isThrownBy(() -> this.names.remove(new UUID(5, 5), this.administrator))
			.satisfies((problem) -> assertThat(problem.type()).isEqualTo(ProblemType.NOT_FOUND));
	}

	@ParameterizedTest
	@ValueSource(strings = { "com", "not a name", "10.0.0.1/8" })
	void stopsTheStartForASettingThatIsWrong(String value) {
		assertThatIllegalArgumentException().isThrownBy(() -> new NamesProperties(List.of(value)))
			.withMessageStartingWith("handfast.names.permitted holds " + value);
	}

	@Test
	void refusesWhatNoCaCouldCertify() {
		this.certifiable = PermitRule.parse("shop.example.com")::covers;
		assertThatExceptionOfType(Problem.class)
			.isThrownBy(() -> this.names.add("other.example.com", null, this.administrator))
			.withMessageContaining("outside the name constraints");
		this.names.add("www.shop.example.com", null, this.administrator);
	}

}
