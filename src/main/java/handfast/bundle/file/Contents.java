package handfast.bundle.file;

import java.util.List;
import java.util.stream.Stream;

import handfast.validation.Finding;

/**
 * What was found in a file.
 *
 * @param entries private keys, each with the chain that its readers find for it
 * @param certificates DER of those that stand by themselves, in the order of the file
 * @param trusted DER of the entries that are marked as trusted
 * @param findings traps of the file itself
 */
public record Contents(List<KeyEntry> entries, List<byte[]> certificates, List<byte[]> trusted,
		List<Finding> findings) {

	/**
	 * A file that can't be opened, and why.
	 */
	static Contents closed(List<Finding> findings) {
		return new Contents(List.of(), List.of(), List.of(), List.copyOf(findings));
	}

	/**
	 * Text files as one: the keys of all, each with the certificates of all in their
	 * order.
	 */
	public static Contents together(List<Contents> files) {
		List<byte[]> certificates = files.stream().flatMap((file) -> file.certificates().stream()).toList();
		List<KeyEntry> entries = files.stream()
			.flatMap((file) -> file.entries().stream())
			.map((entry) -> new KeyEntry(entry.name(), entry.key(), certificates, true))
			.toList();
		return new Contents(entries, entries.isEmpty() ? certificates : List.of(), List.of(),
				files.stream().flatMap((file) -> file.findings().stream()).toList());
	}

	Contents with(List<Finding> more) {
		return new Contents(this.entries, this.certificates, this.trusted,
				Stream.concat(this.findings.stream(), more.stream()).toList());
	}

	public boolean isEmpty() {
		return this.entries.isEmpty() && this.certificates.isEmpty() && this.trusted.isEmpty();
	}

	/**
	 * A private key.
	 *
	 * @param name alias; empty where it has none
	 * @param chain DER as a reader of the file takes it for the key
	 * @param ordered whether the order of the chain is that of the file, and so may be
	 * wrong
	 */
	public record KeyEntry(String name, HeldKey key, List<byte[]> chain, boolean ordered) {
	}

}
