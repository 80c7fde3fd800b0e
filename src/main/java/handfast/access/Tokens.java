package handfast.access;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.problem.ProblemType;
import handfast.x509.Secret;
import handfast.x509.TimeOrderedIds;
import org.springframework.data.domain.Limit;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes, checks and revokes tokens.
 */
@Service
public class Tokens {

	// How long another node may go on accepting a token that was revoked here.
	private static final Duration REMEMBERED = Duration.ofSeconds(5);

	private static final Duration KNOWN_GOOD = Duration.ofHours(1);

	private static final int MOST_REMEMBERED = 10_000;

	// Compared with where no such token exists, so that this costs the same.
	private static final byte[] NO_HASH = new byte[32];

	private final TokenRepository repository;

	private final TransactionTemplate transaction;

	private final AuditLog audit;

	private final TimeOrderedIds ids;

	private final SecureRandom random;

	private final Clock clock;

	private final Cache<UUID, Optional<StoredToken>> remembered = Caffeine.newBuilder()
		.maximumSize(MOST_REMEMBERED)
		.expireAfterWrite(REMEMBERED)
		.build();

	private final Cache<UUID, TokenText> knownGood = Caffeine.newBuilder()
		.maximumSize(MOST_REMEMBERED)
		.expireAfterAccess(KNOWN_GOOD)
		.build();

	private final Map<UUID, Instant> used = new ConcurrentHashMap<>();

	Tokens(TokenRepository repository, PlatformTransactionManager transactions, AuditLog audit, TimeOrderedIds ids,
			SecureRandom random, Clock clock) {
		this.repository = repository;
		this.transaction = new TransactionTemplate(transactions);
		this.audit = audit;
		this.ids = ids;
		this.random = random;
		this.clock = clock;
	}

	/**
	 * For the owner of the home, at the first start.
	 */
	public Secret createAdministrator(String name) {
		return create(name, Role.ADMINISTRATOR);
	}

	/**
	 * For the owner of the home, on the command line.
	 */
	public Secret create(String name, Role role) {
		return create(new NewToken(name, role, List.of(), List.of(), null), "handfast",
				AuditLine.of("handfast", "token.create", null, "done"))
			.secret();
	}

	public CreatedToken create(NewToken wanted, Caller caller) {
		return create(wanted, caller.actor(),
				AuditLine.of(caller.actor(), "token.create", null, "done").withRequest(caller.requestId()));
	}

	private CreatedToken create(NewToken wanted, String by, AuditLine line) {
		UUID id = this.ids.next();
		Secret secret = TokenText.random(TokenText.Kind.TOKEN, id, this.random);
		byte[] hash = TokenText.parse(new String(secret.value())).orElseThrow().secretHash();
		Token token = new Token(id, wanted.name(), wanted.role(), wanted.names(), wanted.networks(), wanted.expires(),
				null, by, this.clock.instant().truncatedTo(ChronoUnit.MICROS));
		this.transaction.executeWithoutResult((status) -> {
			this.repository.saveAndFlush(new TokenEntity(token, hash));
			// Last within the transaction: what cannot be audited is not done.
			this.audit.record(line.withObject(id.toString()).withDetail(wanted.role().label()));
		});
		return new CreatedToken(token, secret);
	}

	/**
	 * The token that this text belongs to; empty where it is malformed, unknown, wrong or
	 * expired, which take alike long.
	 */
	Optional<Token> authenticate(String presented) {
		Optional<TokenText> text = TokenText.parse(presented);
		UUID id = text.map(TokenText::id).orElse(new UUID(0, 0));
		Optional<StoredToken> stored = Objects
			.requireNonNull(this.remembered.get(id, (wanted) -> this.repository.findById(wanted).map(StoredToken::of)));
		boolean right = MessageDigest.isEqual(stored.map(StoredToken::secretHash).orElse(NO_HASH),
				text.map(TokenText::secretHash).orElse(NO_HASH));
		Instant now = this.clock.instant();
		return stored.filter((known) -> right && !known.token().isExpired(now)).map((known) -> {
			this.used.put(id, now.truncatedTo(ChronoUnit.MICROS));
			this.knownGood.put(id, text.orElseThrow());
			return known.token();
		});
	}

	/**
	 * Whether exactly this text was right within the last hour; it may not be any more.
	 */
	boolean isKnownGood(String presented) {
		return TokenText.parse(presented).filter((text) -> {
			TokenText known = this.knownGood.getIfPresent(text.id());
			return known != null && MessageDigest.isEqual(known.secretHash(), text.secretHash());
		}).isPresent();
	}

	public List<Token> list(Paging paging) {
		Limit limit = Limit.of(paging.rows());
		List<TokenEntity> rows = paging.isFirst() ? this.repository.findAllByOrderByIdDesc(limit)
				: this.repository.findByIdLessThanOrderByIdDesc(UUID.fromString(paging.position().getFirst()), limit);
		return rows.stream().map(TokenEntity::toToken).toList();
	}

	/**
	 * Ends a token at once on this node, within seconds on others.
	 * @throws handfast.problem.Problem {@code NOT_FOUND}; {@code CONFLICT} where no
	 * administrator would be left
	 */
	public void revoke(UUID id, Caller caller) {
		this.transaction.executeWithoutResult((status) -> {
			requireAnotherAdministrator(id);
			if (this.repository.remove(id) == 0) {
				throw ProblemAdvice.notFound();
			}
			this.audit.record(AuditLine.of(caller.actor(), "token.revoke", id.toString(), "done")
				.withRequest(caller.requestId()));
		});
		this.remembered.invalidate(id);
	}

	private void requireAnotherAdministrator(UUID id) {
		Instant now = this.clock.instant();
		List<Token> administrators = this.repository.findByRole(Role.ADMINISTRATOR.label())
			.stream()
			.map(TokenEntity::toToken)
			.toList();
		boolean isOne = administrators.stream().anyMatch((token) -> token.id().equals(id));
		boolean another = administrators.stream()
			.anyMatch((token) -> !token.id().equals(id) && token.expires() == null && !token.isExpired(now));
		if (isOne && !another) {
			throw ProblemType.CONFLICT
				.because("This is the last administrator's token that does not expire; make another first");
		}
	}

	@Scheduled(fixedDelay = 60_000)
	void writeLastUsed() {
		for (UUID id : List.copyOf(this.used.keySet())) {
			Instant time = this.used.remove(id);
			if (time != null) {
				this.repository.touch(id, time);
			}
		}
	}

	private record StoredToken(Token token, byte[] secretHash) {

		static StoredToken of(TokenEntity row) {
			return new StoredToken(row.toToken(), row.secretHash());
		}

	}

}
