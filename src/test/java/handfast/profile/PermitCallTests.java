package handfast.profile;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PermitCallTests {

	@Test
	void quotesAHomeThatAShellWouldReadOtherwise() {
		String call = new PermitCall(Path.of("/srv/the team's home"), true, "localhost:8443").adding("example.com");
		assertThat(call).startsWith("curl --cacert '/srv/the team'\\''s home/root.pem' ")
			.contains("$(cat '/srv/the team'\\''s home/admin-token')");
	}

	@Test
	void takesTheTokenFromAVariableWhereThereIsNoFile() {
		String call = new PermitCall(Path.of("/srv/handfast"), false, "ca.shop.test:8443").adding("example.com");
		assertThat(call).contains("\"Authorization: Bearer $TOKEN\"")
			.contains("https://ca.shop.test:8443/api/v1/permitted-names")
			.doesNotContain("admin-token");
	}

}
