package handfast.authority;

import java.time.Instant;
import java.util.UUID;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ShardTests {

	@ParameterizedTest
	@ValueSource(
			strings = { "http://localhost:8080", "http://proxy.test/pki/handfast", "http://pki.shop.internal/pki" })
	void knowsThePublicAddressItWasOpenedUnder(String url) {
		UUID id = UUID.randomUUID();
		assertThat(new Shard(id, 1, Shard.url(url, id, 1), Instant.EPOCH, null).publicUrl()).isEqualTo(url);
	}

}
