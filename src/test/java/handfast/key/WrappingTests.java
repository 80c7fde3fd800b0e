package handfast.key;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;

import handfast.key.Wrapping.Kek;
import handfast.problem.Problem;
import handfast.problem.ProblemType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class WrappingTests {

	private static final byte[] CANARY = "CANARY-private-key".getBytes(StandardCharsets.US_ASCII);

	private static final String ROW = "handfast:subjectkey:v1:id=1";

	@TempDir
	Path home;

	private KeyEncryptionKeys keks;

	private Wrapping wrapping;

	@BeforeEach
	void makeKeys() {
		this.keks = KeyFixture.keks(this.home);
		this.keks.createMain();
		this.keks.createRoot();
		this.wrapping = new Wrapping(this.keks, new SecureRandom());
	}

	@Test
	void opensWhatItWrapped() {
		WrappedKey wrapped = this.wrapping.wrap(Kek.MAIN, CANARY, ROW);
		assertThat(this.wrapping.unwrap(Kek.MAIN, wrapped, ROW)).isEqualTo(CANARY);
	}

	@Test
	void takesANewDataKeyAndNewIvsEachTime() {
		WrappedKey first = this.wrapping.wrap(Kek.MAIN, CANARY, ROW);
		WrappedKey second = this.wrapping.wrap(Kek.MAIN, CANARY, ROW);
		assertThat(first.dataKey()).hasSize(12 + 32 + 16).isNotEqualTo(second.dataKey());
		assertThat(Arrays.copyOf(first.ciphertext(), 12)).isNotEqualTo(Arrays.copyOf(second.ciphertext(), 12));
		assertThat(first.ciphertext()).hasSize(12 + CANARY.length + 16);
	}

	@Test
	void doesNotOpenARowMovedElsewhere() {
		WrappedKey wrapped = this.wrapping.wrap(Kek.MAIN, CANARY, ROW);
		assertThatIllegalStateException()
			.isThrownBy(() -> this.wrapping.unwrap(Kek.MAIN, wrapped, "handfast:subjectkey:v1:id=2"));
	}

	@Test
	void doesNotOpenWithTheDataKeyOfAnotherRow() {
		WrappedKey one = this.wrapping.wrap(Kek.MAIN, CANARY, ROW);
		WrappedKey other = this.wrapping.wrap(Kek.MAIN, CANARY, ROW);
		assertThatIllegalStateException()
			.isThrownBy(() -> this.wrapping.unwrap(Kek.MAIN, new WrappedKey(one.dataKey(), other.ciphertext()), ROW));
	}

	@Test
	void doesNotOpenUnderTheRootsKeyWhatTheMainKeyWrapped() {
		WrappedKey wrapped = this.wrapping.wrap(Kek.MAIN, CANARY, ROW);
		assertThatIllegalStateException().isThrownBy(() -> this.wrapping.unwrap(Kek.ROOT, wrapped, ROW));
		assertThat(this.wrapping.unwrap(Kek.ROOT, this.wrapping.wrap(Kek.ROOT, CANARY, ROW), ROW)).isEqualTo(CANARY);
	}

	@Test
	void doesNotOpenWithAnotherInstallationsKey(@TempDir Path elsewhere) {
		KeyEncryptionKeys others = KeyFixture.keks(elsewhere);
		others.createMain();
		WrappedKey wrapped = new Wrapping(others, new SecureRandom()).wrap(Kek.MAIN, CANARY, ROW);
		assertThatIllegalStateException().isThrownBy(() -> this.wrapping.unwrap(Kek.MAIN, wrapped, ROW))
			.withMessageContaining(ROW)
			.withNoCause();
	}

	@Test
	void doesNotOpenWhateverByteIsChangedOrCutOff() {
		WrappedKey wrapped = this.wrapping.wrap(Kek.MAIN, CANARY, ROW);
		for (int i = 0; i < wrapped.ciphertext().length; i++) {
			byte[] changed = wrapped.ciphertext().clone();
			changed[i] ^= 1;
			byte[] cut = Arrays.copyOf(wrapped.ciphertext(), i);
			assertDoesNotOpen(new WrappedKey(wrapped.dataKey(), changed));
			assertDoesNotOpen(new WrappedKey(wrapped.dataKey(), cut));
		}
		for (int i = 0; i < wrapped.dataKey().length; i++) {
			byte[] changed = wrapped.dataKey().clone();
			changed[i] ^= 1;
			assertDoesNotOpen(new WrappedKey(changed, wrapped.ciphertext()));
			assertDoesNotOpen(new WrappedKey(Arrays.copyOf(wrapped.dataKey(), i), wrapped.ciphertext()));
		}
	}

	@Test
	void isSealedWithoutAKeyFile(@TempDir Path elsewhere) {
		Wrapping sealed = new Wrapping(KeyFixture.keks(elsewhere), new SecureRandom());
		assertThatExceptionOfType(Problem.class).isThrownBy(() -> sealed.wrap(Kek.MAIN, CANARY, ROW))
			.satisfies((problem) -> assertThat(problem.type()).isEqualTo(ProblemType.SEALED));
	}

	@Test
	void showsNoSecret() {
		WrappedKey wrapped = this.wrapping.wrap(Kek.MAIN, CANARY, ROW);
		assertThat(wrapped).hasToString("***");
		assertThat(new String(wrapped.ciphertext(), StandardCharsets.ISO_8859_1)).doesNotContain("CANARY-");
		assertThat(this.wrapping.toString() + this.keks).doesNotContain("CANARY-");
	}

	private void assertDoesNotOpen(WrappedKey wrapped) {
		assertThatIllegalStateException().isThrownBy(() -> this.wrapping.unwrap(Kek.MAIN, wrapped, ROW))
			.withMessageNotContaining("CANARY-");
	}

}
