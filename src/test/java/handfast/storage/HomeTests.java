package handfast.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HomeTests {

	@TempDir
	Path folder;

	@Test
	void isMadeForItsOwnerAlone() throws IOException {
		Path path = this.folder.resolve("data");
		try (Home home = Home.open(path)) {
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).isEqualTo("rwx------");
			assertThat(home.resolve("kek")).isEqualTo(path.resolve("kek"));
		}
	}

	@Test
	void isClosedToOthersAgainWhereItStoodOpen() throws IOException {
		Path path = Files.createDirectory(this.folder.resolve("data"),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
		Home.open(path).close();
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).isEqualTo("rwx------");
	}

	@Test
	void refusesASecondUser() {
		Path path = this.folder.resolve("data");
		try (Home home = Home.open(path)) {
			assertThatExceptionOfType(StartRefused.class).isThrownBy(() -> Home.open(home.path()))
				.withMessageContaining("in use by another Handfast");
		}
		Home.open(path).close();
	}

	@Test
	void refusesAFolderThatHoldsSomethingElse() throws IOException {
		Files.writeString(this.folder.resolve("thesis.tex"), "");
		assertThatExceptionOfType(StartRefused.class).isThrownBy(() -> Home.open(this.folder))
			.withMessageContaining("thesis.tex")
			.withMessageContaining("handfast.home");
	}

	@Test
	void takesWhatAnOperatorBringsAlong() throws IOException {
		Files.writeString(this.folder.resolve("kek"), "");
		Files.createDirectory(this.folder.resolve("profiles"));
		Home.open(this.folder).close();
	}

	@Test
	void isKnownAgainAfterItsIdentityWasWritten() throws IOException {
		HomeIdentity identity;
		try (Home home = Home.open(this.folder.resolve("data"))) {
			identity = HomeIdentity.readOrMake(home);
		}
		Files.writeString(this.folder.resolve("data/handfast.mv.db"), "");
		try (Home home = Home.open(this.folder.resolve("data"))) {
			assertThat(HomeIdentity.readOrMake(home)).isEqualTo(identity);
			identity.completed().write(home);
			assertThat(HomeIdentity.readOrMake(home).complete()).isTrue();
		}
	}

	@Test
	void saysWhichFileOfTheIdentityIsBroken() {
		try (Home home = Home.open(this.folder.resolve("data"))) {
			AtomicFiles.writePrivate(home.resolve("installation.properties"), new byte[] { 'x' });
			assertThatExceptionOfType(StartRefused.class).isThrownBy(() -> HomeIdentity.read(home))
				.withMessageContaining("installation.properties");
		}
	}

	@Test
	void deletesWhatACrashLeftOnceItIsLocked() throws Exception {
		Path path = this.folder.resolve("left");
		Home.open(path).close();
		Path left = Files.writeString(path.resolve(".root-kek.01990000-0000-7000-8000-000000000001.tmp"), "secret");
		Home.open(path).close();
		assertThat(left).doesNotExist();
	}

}
