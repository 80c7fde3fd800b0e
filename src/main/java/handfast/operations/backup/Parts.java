package handfast.operations.backup;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the parts of a backup, and at the end what they were.
 */
final class Parts {

	private final TarArchiveOutputStream tar;

	private final Map<String, Sum> sums = new LinkedHashMap<>();

	Parts(OutputStream out) {
		this.tar = new TarArchiveOutputStream(out);
		this.tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
		this.tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
	}

	/**
	 * Some rows of a table.
	 */
	void block(String name, byte[] content, int rows) throws IOException {
		Sum sum = this.sums.computeIfAbsent(name, (key) -> new Sum());
		write(name + "/%06d.jsonl".formatted(++sum.blocks), content.length, new ByteArrayInputStream(content), sum);
		sum.rows += rows;
	}

	void file(String name, byte[] content) throws IOException {
		file(name, content.length, new ByteArrayInputStream(content));
	}

	/**
	 * @param size of which more may be there, but not less
	 */
	void file(String name, long size, InputStream content) throws IOException {
		Sum sum = new Sum();
		this.sums.put(name, sum);
		write(name, size, content, sum);
	}

	/**
	 * Writes the manifest.
	 */
	void finish() throws IOException {
		List<Manifest.Part> parts = new ArrayList<>();
		this.sums.forEach((name, sum) -> parts.add(sum.part(name)));
		byte[] manifest = JsonMapper.shared().writeValueAsBytes(new Manifest(parts));
		write(BackupWriter.MANIFEST, manifest.length, new ByteArrayInputStream(manifest), new Sum());
		this.tar.finish();
	}

	private void write(String name, long size, InputStream content, Sum sum) throws IOException {
		TarArchiveEntry entry = new TarArchiveEntry(name);
		entry.setSize(size);
		entry.setMode(0600);
		this.tar.putArchiveEntry(entry);
		byte[] buffer = new byte[64 * 1024];
		long left = size;
		while (left > 0) {
			int read = content.read(buffer, 0, (int) Math.min(buffer.length, left));
			if (read < 0) {
				throw new IOException(name + " became shorter while it was read");
			}
			sum.add(buffer, 0, read);
			this.tar.write(buffer, 0, read);
			left -= read;
		}
		this.tar.closeArchiveEntry();
	}

}
