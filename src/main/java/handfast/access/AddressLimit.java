package handfast.access;

import java.time.Duration;
import java.util.Objects;

import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;

/**
 * Counts what each address without a token takes of something, on this node.
 */
public final class AddressLimit {

	private final LoadingCache<String, Bucket> buckets;

	public AddressLimit(long perMinute) {
		this.buckets = Limits.buckets(perMinute, Duration.ofMinutes(1));
	}

	/**
	 * Counts one more.
	 * @return whether there was one left
	 */
	public boolean allows(String address) {
		return Objects.requireNonNull(this.buckets.get(address)).tryConsume(1);
	}

}
