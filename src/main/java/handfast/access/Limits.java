package handfast.access;

import java.time.Duration;
import java.util.Objects;
import java.util.UUID;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import handfast.problem.Problem;
import handfast.problem.ProblemType;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import org.springframework.stereotype.Component;

/**
 * Counts requests of tokens and failures of addresses, on this node (security §6.3).
 */
@Component
class Limits {

	private static final int MOST_KNOWN = 100_000;

	private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);

	private final LoadingCache<UUID, Bucket> requests;

	private final LoadingCache<String, Bucket> failures;

	Limits(LimitProperties properties) {
		this.requests = buckets(properties.requestsPerSecond(), Duration.ofSeconds(1));
		this.failures = buckets(properties.failuresPerMinute(), Duration.ofMinutes(1));
	}

	static <K> LoadingCache<K, Bucket> buckets(long capacity, Duration period) {
		return Caffeine.newBuilder()
			.maximumSize(MOST_KNOWN)
			.expireAfterAccess(FORGOTTEN_AFTER)
			.build((key) -> Bucket.builder()
				.addLimit((limit) -> limit.capacity(capacity).refillGreedy(capacity, period))
				.build());
	}

	/**
	 * Counts a request.
	 * @throws Problem {@code TOO_MANY_REQUESTS} with the time to wait
	 */
	void requireRequest(UUID token) {
		ConsumptionProbe probe = bucket(this.requests, token).tryConsumeAndReturnRemaining(1);
		if (!probe.isConsumed()) {
			throw tooMany("This token sends too many requests; send fewer", probe.getNanosToWaitForRefill());
		}
	}

	boolean hasFailedTooOften(String address) {
		return bucket(this.failures, address).getAvailableTokens() == 0;
	}

	/**
	 * Counts a call without a valid token, and says what to answer it with.
	 */
	Problem failure(String address) {
		ConsumptionProbe probe = bucket(this.failures, address).tryConsumeAndReturnRemaining(1);
		return probe.isConsumed() ? ProblemType.UNAUTHORIZED.because("Send Authorization: Bearer TOKEN")
				: tooMany("Too many calls without a valid token came from this address; wait, and send one",
						probe.getNanosToWaitForRefill());
	}

	private static Problem tooMany(String detail, long nanos) {
		return ProblemType.TOO_MANY_REQUESTS.because(detail)
			.retryAfter(Duration.ofNanos(Math.max(nanos, Duration.ofSeconds(1).toNanos())));
	}

	private static <K> Bucket bucket(LoadingCache<K, Bucket> buckets, K key) {
		return Objects.requireNonNull(buckets.get(key));
	}

}
