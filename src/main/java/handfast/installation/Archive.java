package handfast.installation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.SequencedMap;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/**
 * How a kit is packed.
 */
enum Archive {

	TAR_GZ("tar.gz", "application/gzip") {
		@Override
		void write(String folder, SequencedMap<String, File> files, Instant at, ByteArrayOutputStream to)
				throws IOException {
			try (TarArchiveOutputStream archive = new TarArchiveOutputStream(new GzipCompressorOutputStream(to))) {
				for (Map.Entry<String, File> one : files.entrySet()) {
					TarArchiveEntry entry = new TarArchiveEntry(folder + "/" + one.getKey());
					entry.setSize(one.getValue().bytes().length);
					entry.setMode(one.getValue().mode());
					entry.setModTime(at.toEpochMilli());
					archive.putArchiveEntry(entry);
					archive.write(one.getValue().bytes());
					archive.closeArchiveEntry();
				}
			}
		}
	},

	ZIP("zip", "application/zip") {
		@Override
		void write(String folder, SequencedMap<String, File> files, Instant at, ByteArrayOutputStream to)
				throws IOException {
			try (ZipArchiveOutputStream archive = new ZipArchiveOutputStream(to)) {
				for (Map.Entry<String, File> one : files.entrySet()) {
					ZipArchiveEntry entry = new ZipArchiveEntry(folder + "/" + one.getKey());
					entry.setUnixMode(one.getValue().mode());
					entry.setTime(at.toEpochMilli());
					archive.putArchiveEntry(entry);
					archive.write(one.getValue().bytes());
					archive.closeArchiveEntry();
				}
			}
		}
	};

	private final String extension;

	private final String mediaType;

	Archive(String extension, String mediaType) {
		this.extension = extension;
		this.mediaType = mediaType;
	}

	/**
	 * As requests say it, and the end of the file's name.
	 */
	String extension() {
		return this.extension;
	}

	String mediaType() {
		return this.mediaType;
	}

	/**
	 * The files in one folder.
	 * @param at their time
	 */
	byte[] of(String folder, SequencedMap<String, File> files, Instant at) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try {
			write(folder, files, at, bytes);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	abstract void write(String folder, SequencedMap<String, File> files, Instant at, ByteArrayOutputStream to)
			throws IOException;

	/**
	 * A file of the archive.
	 *
	 * @param mode permission bits
	 */
	record File(byte[] bytes, int mode) {

		@Override
		public String toString() {
			return "File[" + this.bytes.length + " bytes]";
		}

	}

}
