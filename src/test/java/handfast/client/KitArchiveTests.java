package handfast.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class KitArchiveTests {

	private static final String KIT = "handfast-shop.test-nginx/";

	@TempDir
	private Path folder;

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	@Test
	void unpacksWhatIsSound() throws Exception {
		Path kit = KitArchive.unpack(kit(Map.of("manifest", "kit=1\n")), this.folder, false);
		assertThat(kit).isEqualTo(this.folder.resolve("handfast-shop.test-nginx"));
		assertThat(kit.resolve("manifest")).hasContent("kit=1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "../evil", "/etc/evil", KIT + "../evil", KIT + "a/evil", "handfast-other/evil",
			KIT + ".evil", KIT + "-evil", KIT + "e vil", "evil", KIT + "evil\n" })
	void unpacksNothingWithAnotherPath(String path) throws IOException {
		requireUnsound(with(path, (byte) '0'));
	}

	@ParameterizedTest
	@ValueSource(bytes = { TarConstants.LF_SYMLINK, TarConstants.LF_LINK, TarConstants.LF_DIR, TarConstants.LF_FIFO,
			TarConstants.LF_CHR })
	void unpacksNothingThatIsNoPlainFile(byte kind) throws IOException {
		requireUnsound(with(KIT + "evil", kind));
	}

	@Test
	void unpacksNothingWithAFileThatItsSumIsNotOf() throws Exception {
		Map<String, String> files = new LinkedHashMap<>(Map.of("manifest", "kit=1\n"));
		files.put("SHA256SUMS", sum("kit=2\n") + "  manifest\n");
		requireUnsound(kit(files));
		files.put("SHA256SUMS", sum("kit=1\n") + "  manifest\n" + sum("x") + "  missing\n");
		requireUnsound(kit(files));
		files.put("SHA256SUMS", "");
		requireUnsound(kit(files));
	}

	@Test
	void unpacksNothingThatIsNoArchive() {
		assertThatExceptionOfType(ClientFailure.class)
			.isThrownBy(() -> KitArchive.unpack("no archive".getBytes(StandardCharsets.UTF_8), this.folder, false));
		assertThat(this.folder).isEmptyDirectory();
	}

	private void requireUnsound(byte[] kit) {
		assertThatExceptionOfType(ClientFailure.class).isThrownBy(() -> KitArchive.unpack(kit, this.folder, false))
			.withMessageContaining("not sound");
		assertThat(this.folder).isEmptyDirectory();
		assertThat(Files.exists(this.folder.resolveSibling("evil"))).isFalse();
	}

	private byte[] with(String path, byte kind) throws IOException {
		this.bytes.reset();
		try (TarArchiveOutputStream archive = new TarArchiveOutputStream(new GzipCompressorOutputStream(this.bytes))) {
			put(archive, KIT + "manifest", "kit=1\n");
			put(archive, KIT + "SHA256SUMS", "");
			TarArchiveEntry entry = new TarArchiveEntry(path, kind, true);
			entry.setLinkName("/etc/passwd");
			archive.putArchiveEntry(entry);
			archive.closeArchiveEntry();
		}
		return this.bytes.toByteArray();
	}

	/**
	 * With the sums of the files, where they bring none.
	 */
	private byte[] kit(Map<String, String> files) throws Exception {
		this.bytes.reset();
		try (TarArchiveOutputStream archive = new TarArchiveOutputStream(new GzipCompressorOutputStream(this.bytes))) {
			StringBuilder sums = new StringBuilder();
			for (Map.Entry<String, String> file : files.entrySet()) {
				put(archive, KIT + file.getKey(), file.getValue());
				sums.append(sum(file.getValue())).append("  ").append(file.getKey()).append('\n');
			}
			if (!files.containsKey("SHA256SUMS")) {
				put(archive, KIT + "SHA256SUMS", sums.toString());
			}
		}
		return this.bytes.toByteArray();
	}

	private static void put(TarArchiveOutputStream archive, String path, String text) throws IOException {
		byte[] content = text.getBytes(StandardCharsets.UTF_8);
		TarArchiveEntry entry = new TarArchiveEntry(path);
		entry.setSize(content.length);
		archive.putArchiveEntry(entry);
		archive.write(content);
		archive.closeArchiveEntry();
	}

	private static String sum(String text) throws Exception {
		return HexFormat.of()
			.formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
	}

}
