package handfast.operations;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

import handfast.HandfastApplication;
import handfast.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Commands while no service runs, on a home whose database is elsewhere.
 */
class ControlClientJourneyTests {

	private static final ControlRequest TOKEN = new ControlRequest("token", Map.of("name", "test"));

	@TempDir
	Path folder;

	@Test
	void makesNoTokenInAnotherDatabase() {
		Path home = this.folder.resolve("home");
		String database = "jdbc:h2:file:" + this.folder.resolve("elsewhere") + ";WRITE_DELAY=0";
		RunningService.start(home, "--spring.datasource.url=" + database).close();
		ControlReply unnamed = client().run(home, TOKEN);
		assertThat(unnamed.done()).isFalse();
		assertThat(home.resolve("handfast.mv.db")).doesNotExist();
		ControlReply empty = client("--spring.datasource.url=jdbc:h2:mem:empty;WRITE_DELAY=0").run(home, TOKEN);
		assertThat(empty.done()).isFalse();
		assertThat(empty.lines()).singleElement().asString().contains("is empty", "SPRING_DATASOURCE_URL");
		ControlReply right = client("--spring.datasource.url=" + database).run(home, TOKEN);
		assertThat(right.done()).isTrue();
		assertThat(right.lines()).singleElement().asString().startsWith("hf_");
	}

	private static ControlClient client(String... settings) {
		return new ControlClient((arguments) -> {
			String[] all = Stream.of(arguments, settings).flatMap(Arrays::stream).toArray(String[]::new);
			SpringApplication spring = new SpringApplication(HandfastApplication.class);
			spring.setWebApplicationType(WebApplicationType.NONE);
			return spring.run(all);
		});
	}

}
