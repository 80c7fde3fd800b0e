package handfast.access;

import java.security.SecureRandom;
import java.util.UUID;

import handfast.x509.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TokenTextTests {

	@Test
	void readsWhatItWrote() {
		UUID id = UUID.randomUUID();
		Secret secret = TokenText.random(TokenText.Kind.TOKEN, id, new SecureRandom());
		assertThat(TokenText.parse(new String(secret.value()))).get()
			.matches((text) -> text.id().equals(id) && text.secretHash().length == 32);
	}

	@Test
	void keepsItsSecretToItself() {
		String text = new String(TokenText.random(TokenText.Kind.TOKEN, UUID.randomUUID(), new SecureRandom()).value());
		assertThat(TokenText.parse(text).orElseThrow().toString()).doesNotContain(text.substring(36));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "hf_", "hf_00000000000000000000000000000000_short", "hf__x",
			"HF_00000000000000000000000000000000_0000000000000000000000000000000000000000000",
			"hf_0000000000000000000000000000000g_0000000000000000000000000000000000000000000" })
	void readsNothingElse(String text) {
		assertThat(TokenText.parse(text)).isEmpty();
	}

}
