package handfast.operations;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import handfast.RunningService;
import handfast.audit.AuditReader;
import handfast.authority.Authorities;
import handfast.authority.Authority;
import handfast.authority.Shard;
import handfast.authority.Shards;
import handfast.storage.Installations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class PublicUrlJourneyTests {

	@TempDir
	Path folder;

	@Test
	void isChangedToTheEndWhereverItWasCutOff() {
		Path home = this.folder.resolve("home");
		try (RunningService service = RunningService.start(home)) {
			// As far as the command came before the power went.
			service.bean(Installations.class).changePublicUrl("http://cut.test:8080");
		}
		try (RunningService service = RunningService.start(home)) {
			assertThat(openShards(service)).hasSize(2)
				.allSatisfy((shard) -> assertThat(shard.publicUrl()).isEqualTo("http://cut.test:8080"));
			Authority issuing = service.bean(Authorities.class).all().getLast();
			assertThat(service.plain("/pki/" + issuing.id() + "/2.crl").status()).isEqualTo(200);
			service.bean(PublicUrlCommand.class).run(Map.of("url", "http://whole.test:8080"));
			assertThat(openShards(service))
				.allSatisfy((shard) -> assertThat(shard.publicUrl()).isEqualTo("http://whole.test:8080"));
			assertThat(service.plain("/pki/" + issuing.id() + "/3.crl").status()).isEqualTo(200);
			List<String> outcomes = new ArrayList<>();
			service.bean(AuditReader.class).forEachAfter(0, (entry) -> {
				if (entry.line().action().equals("installation.public-url")) {
					outcomes.add(entry.line().outcome());
				}
			});
			assertThat(outcomes).containsExactly("intent", "done");
		}
	}

	private static List<Shard> openShards(RunningService service) {
		return service.bean(Authorities.class)
			.all()
			.stream()
			.map((authority) -> service.bean(Shards.class).of(authority.key()).getLast())
			.toList();
	}

}
