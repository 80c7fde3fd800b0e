package handfast.handshake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

import handfast.validation.Code;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DiagnosisDocumentTests {

	private static final String HEAD = "| code | weight | what is wrong | what to change |\n|---|---|---|---|\n";

	@Test
	void listsEveryCodeWithCauseAndFix() throws IOException {
		String table = Arrays.stream(Code.values())
			.filter((code) -> code.compareTo(Code.NOT_DER) >= 0 && code.compareTo(Code.KEYS_DIFFER) <= 0)
			.map((code) -> "| `%s` | %s | %s | %s |%n".formatted(code.slug(), code.severity().label(),
					code.cause().replaceFirst("^: ", ""), code.fix()))
			.collect(Collectors.joining());
		assertThat(Files.readString(Path.of("docs/diagnosis.md"))).endsWith(HEAD + table);
	}

}
