package handfast.operations.backup;

import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a backup from its first byte to its last, and believes its manifest alone.
 */
final class BackupReader {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private BackupReader() {
	}

	/**
	 * Hands everything over in the order that it was written in.
	 * @return how many rows each table has
	 * @throws AlteredException where it is not as it was written; what was handed over
	 * before that must be thrown away
	 * @throws handfast.problem.Problem where it does not open with this
	 */
	static Map<String, Long> read(Path file, Unlock unlock, Visitor visitor) throws IOException, SQLException {
		try (InputStream in = Files.newInputStream(file);
				InputStream opened = BackupFile.open(new java.io.BufferedInputStream(in, Chunks.SEALED), unlock);
				TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(opened))) {
			Map<String, Long> rows = new Reading(tar, visitor).run();
			tar.transferTo(java.io.OutputStream.nullOutputStream());
			// The last chunk says that nothing is missing behind it.
			if (opened.read() >= 0) {
				throw new AlteredException("something follows its end");
			}
			return rows;
		}
		catch (JacksonException | IllegalArgumentException ex) {
			throw new AlteredException("a part of it can't be read");
		}
	}

	/**
	 * What is done with the parts.
	 */
	interface Visitor {

		/**
		 * Always first.
		 */
		void about(About about) throws IOException, SQLException;

		/**
		 * @param size of the row as it is written, in characters
		 */
		void row(Table table, JsonNode values, int size) throws SQLException;

		/**
		 * A file, by a name without folders that could lead elsewhere.
		 * @param content to its end
		 */
		void file(String folder, String name, InputStream content) throws IOException;

	}

	private static final class Reading {

		private final TarArchiveInputStream tar;

		private final Visitor visitor;

		private final Map<String, Sum> sums = new LinkedHashMap<>();

		private Map<String, Table> tables = Map.of();

		private @Nullable Manifest manifest;

		Reading(TarArchiveInputStream tar, Visitor visitor) {
			this.tar = tar;
			this.visitor = visitor;
		}

		Map<String, Long> run() throws IOException, SQLException {
			for (TarArchiveEntry entry = this.tar.getNextEntry(); entry != null; entry = this.tar.getNextEntry()) {
				if (this.manifest != null || !entry.isFile()) {
					throw new AlteredException("it holds what no backup holds");
				}
				part(entry.getName());
			}
			requireAsListed();
			return this.sums.entrySet()
				.stream()
				.filter((sum) -> sum.getKey().startsWith(BackupWriter.DATABASE))
				.collect(Collectors.toMap((sum) -> sum.getKey().substring(BackupWriter.DATABASE.length()),
						(sum) -> sum.getValue().rows, Long::sum, LinkedHashMap::new));
		}

		private void part(String name) throws IOException, SQLException {
			if (name.equals(BackupWriter.MANIFEST)) {
				this.manifest = JSON.readValue(this.tar.readAllBytes(), Manifest.class);
			}
			else if (name.startsWith(BackupWriter.DATABASE)) {
				block(name.substring(0, name.lastIndexOf('/')));
			}
			else if (this.sums.isEmpty()) {
				about(name);
			}
			else {
				file(name);
			}
		}

		private void about(String name) throws IOException, SQLException {
			if (!name.equals(BackupWriter.ABOUT)) {
				throw new AlteredException("it does not begin with what it is about");
			}
			About about = JSON.readValue(summed(name).readAllBytes(), About.class);
			this.tables = about.tables().stream().collect(Collectors.toMap(Table::name, Function.identity()));
			this.visitor.about(about);
		}

		private void block(String name) throws IOException, SQLException {
			Table table = this.tables.get(name.substring(BackupWriter.DATABASE.length()));
			if (table == null) {
				throw new AlteredException("it holds rows of a table that it does not name");
			}
			BufferedReader lines = new BufferedReader(new InputStreamReader(summed(name), StandardCharsets.UTF_8));
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				this.visitor.row(table, JSON.readTree(line), line.length());
				Objects.requireNonNull(this.sums.get(name)).rows++;
			}
		}

		private void file(String name) throws IOException {
			String folder = name.substring(0, name.indexOf('/') + 1);
			String last = name.substring(folder.length());
			if (last.isEmpty() || last.contains("/") || last.startsWith(".") || this.sums.containsKey(name)) {
				throw new AlteredException("it holds what no backup holds");
			}
			InputStream content = summed(name);
			this.visitor.file(folder, last, content);
			content.transferTo(java.io.OutputStream.nullOutputStream());
		}

		private InputStream summed(String name) {
			Sum sum = this.sums.computeIfAbsent(name, (key) -> new Sum());
			return new FilterInputStream(this.tar) {
				@Override
				public int read() throws IOException {
					byte[] one = new byte[1];
					return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
				}

				@Override
				public int read(byte[] bytes, int offset, int length) throws IOException {
					int read = super.read(bytes, offset, length);
					if (read > 0) {
						sum.add(bytes, offset, read);
					}
					return read;
				}

				@Override
				public void close() {
					// The archive goes on.
				}
			};
		}

		private void requireAsListed() throws AlteredException {
			List<Manifest.Part> parts = new ArrayList<>();
			this.sums.forEach((name, sum) -> parts.add(sum.part(name)));
			if (this.manifest == null || !this.manifest.parts().equals(parts)) {
				throw new AlteredException("its parts are not those of its manifest");
			}
		}

	}

}
