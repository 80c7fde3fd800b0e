package handfast.handshake;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AnchorsTests {

	private static final byte[] OWN = { 1 };

	private static final byte[] BROUGHT = { 2 };

	private static final byte[] GIVEN = { 3 };

	private final UUID ours = UUID.randomUUID();

	private final UUID foreign = UUID.randomUUID();

	private final Anchors anchors = new Anchors(() -> List.of(OWN),
			(id) -> id.equals(this.foreign) ? Optional.of(List.of(BROUGHT)) : Optional.empty());

	@Test
	void trustsOurRootAloneForACertificateOfOurs() {
		assertThat(of(this.ours, null)).containsExactly(OWN);
	}

	@Test
	void trustsWhatCameWithAForeignCertificateAndTheSystem() {
		assertThat(of(this.foreign, null)).contains(BROUGHT).doesNotContain(OWN).hasSizeGreaterThan(1);
		assertThat(of(this.foreign, "handfast")).containsExactly(BROUGHT, OWN);
	}

	@Test
	void letsAnchorsOfTheRequestStandAlone() {
		assertThat(this.anchors.of(new SiteOrder("shop.test:443", null, this.ours, null, List.of(GIVEN))))
			.containsExactly(GIVEN);
	}

	private List<byte[]> of(UUID expected, @Nullable String trust) {
		return this.anchors.of(new SiteOrder("shop.test:443", null, expected, trust, List.of()));
	}

}
