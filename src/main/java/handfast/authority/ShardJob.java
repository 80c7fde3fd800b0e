package handfast.authority;

import java.util.concurrent.TimeUnit;

import handfast.certificate.Certificates;
import handfast.storage.Installation;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Opens the next shard when the open one holds its number; some more do no harm (security
 * §2.6).
 */
@Component
class ShardJob {

	private final AuthorityRows rows;

	private final Shards shards;

	private final Certificates certificates;

	private final Installation installation;

	private final CrlProperties properties;

	ShardJob(AuthorityRows rows, Shards shards, Certificates certificates, Installation installation,
			CrlProperties properties) {
		this.rows = rows;
		this.shards = shards;
		this.certificates = certificates;
		this.installation = installation;
		this.properties = properties;
	}

	@Scheduled(initialDelay = 10, fixedDelay = 10, timeUnit = TimeUnit.SECONDS)
	void openNextWhereFull() {
		for (Authority authority : this.rows.all()) {
			this.shards.open(authority.key())
				.filter((shard) -> this.certificates.countIn(shard.caKey(), shard.number()) >= this.properties
					.shardSize())
				.ifPresent(
						(shard) -> this.shards.openNext(shard.caKey(), authority.id(), this.installation.publicUrl()));
		}
	}

}
