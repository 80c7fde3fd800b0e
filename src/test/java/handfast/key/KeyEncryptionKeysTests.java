package handfast.key;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import handfast.storage.StartRefused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class KeyEncryptionKeysTests {

	@TempDir
	Path home;

	@Test
	void makesNothingUnasked() {
		KeyEncryptionKeys keks = KeyFixture.keks(this.home);
		assertThat(keks.sealed()).isTrue();
		assertThat(keks.mainExists()).isFalse();
		assertThat(keks.rootExists()).isFalse();
		assertThat(this.home).isEmptyDirectory();
	}

	@Test
	void makesFilesThatTheOwnerAloneReads() throws IOException {
		KeyEncryptionKeys keks = KeyFixture.keks(this.home);
		assertThat(keks.createMain()).isTrue();
		assertThat(keks.createRoot()).isTrue();
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keks.mainFile())))
			.isEqualTo("rw-------");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keks.rootFile())))
			.isEqualTo("rw-------");
		assertThat(keks.sealed()).isFalse();
	}

	@Test
	void leavesAKeyThatIsThere() {
		KeyEncryptionKeys keks = KeyFixture.keks(this.home);
		keks.createMain();
		String before = keks.fingerprint();
		assertThat(KeyFixture.keks(this.home).createMain()).isFalse();
		assertThat(KeyFixture.keks(this.home).fingerprint()).isEqualTo(before).matches("[0-9a-f]{32}");
	}

	@Test
	void tellsAnotherKeyByItsFingerprint(@TempDir Path elsewhere) {
		KeyEncryptionKeys keks = KeyFixture.keks(this.home);
		keks.createMain();
		KeyEncryptionKeys others = KeyFixture.keks(elsewhere);
		others.createMain();
		assertThat(keks.fingerprint()).isNotEqualTo(others.fingerprint());
	}

	@Test
	void takesTheKeyFileOfTheSetting(@TempDir Path elsewhere) {
		Path file = elsewhere.resolve("handfast.key");
		KeyEncryptionKeys keks = KeyFixture.keks(this.home, file);
		keks.createMain();
		assertThat(file).exists();
		assertThat(this.home).isEmptyDirectory();
	}

	@Test
	void letsOneOfManyRacersMakeTheKey() throws Exception {
		try (ExecutorService racers = Executors.newFixedThreadPool(8)) {
			List<Callable<Boolean>> races = java.util.Collections.nCopies(8,
					() -> KeyFixture.keks(this.home).createMain());
			List<Future<Boolean>> made = racers.invokeAll(races);
			assertThat(made).filteredOn(Future::resultNow).hasSize(1);
		}
		assertThat(KeyFixture.keks(this.home).fingerprint()).isNotEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "rw-r-----", "rw----r--", "rw--w----", "rwx------" })
	void refusesAFileThatOthersCouldUse(String mode) throws IOException {
		KeyEncryptionKeys keks = KeyFixture.keks(this.home);
		keks.createMain();
		Files.setPosixFilePermissions(keks.mainFile(), PosixFilePermissions.fromString(mode));
		assertThatExceptionOfType(StartRefused.class).isThrownBy(keks::fingerprint)
			.withMessageContaining("chmod 600 " + keks.mainFile());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "handfast-kek:v1:00", "handfast-kek:v2:CANARY-", "CANARY-no-key" })
	void refusesAFileThatIsNoKeyAndDoesNotRepeatIt(String content) throws IOException {
		KeyEncryptionKeys keks = KeyFixture.keks(this.home);
		keks.createMain();
		Files.writeString(keks.mainFile(), content);
		assertThatExceptionOfType(StartRefused.class).isThrownBy(keks::fingerprint)
			.withMessageContaining("holds no key")
			.withMessageNotContaining("CANARY-");
	}

	@Test
	void saysWhatToDoWhereTheFileIsMissing() {
		assertThatExceptionOfType(StartRefused.class).isThrownBy(() -> KeyFixture.keks(this.home).fingerprint())
			.withMessageContaining("copy it from the node or backup");
	}

	@Test
	void saysWhatToDoWhereTheFileCanNotBeMade() {
		assertThatExceptionOfType(StartRefused.class)
			.isThrownBy(() -> KeyFixture.keks(this.home, this.home.resolve("missing/kek")).createMain())
			.withMessageContaining("handfast.key-file");
	}

}
