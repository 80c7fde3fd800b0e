package handfast.operations.backup;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import handfast.audit.AuditArchive;
import handfast.audit.AuditVerification;
import handfast.problem.ProblemType;
import handfast.storage.AtomicFiles;

/**
 * Audit files of the lost service. They go on where those of the backup end.
 */
final class Survivors {

	private final Map<String, Path> files = new LinkedHashMap<>();

	/**
	 * @param places files or folders of them
	 * @throws handfast.problem.Problem where there is no audit file
	 */
	Survivors(List<Path> places) throws IOException {
		for (Path place : places) {
			List<Path> found = new ArrayList<>();
			if (Files.isDirectory(place)) {
				found.addAll(AuditArchive.files(place));
			}
			else if (Files.isRegularFile(place) && AuditArchive.isOne(place)) {
				found.add(place);
			}
			if (found.isEmpty()) {
				throw ProblemType.INVALID_REQUEST.because("There is no audit file at " + place
						+ ": name the audit folder of the lost home, or a file in it under the name that it has there.");
			}
			found.forEach((file) -> this.files.put(file.getFileName().toString(), file));
		}
	}

	boolean isEmpty() {
		return this.files.isEmpty();
	}

	/**
	 * Returns where the file that survived, if one did, and the one of the backup begin
	 * alike.
	 * @throws handfast.problem.Problem where they do not
	 */
	void requireSame(String name, InputStream ofBackup) throws IOException {
		Path survivor = this.files.get(name);
		if (survivor == null) {
			return;
		}
		try (InputStream other = new BufferedInputStream(Files.newInputStream(survivor))) {
			InputStream one = new BufferedInputStream(ofBackup);
			int left = one.read();
			int right = other.read();
			while (left >= 0 && left == right) {
				left = one.read();
				right = other.read();
			}
			// Either may be the longer one.
			if (left >= 0 && right >= 0) {
				throw ProblemType.CONFLICT.because("The audit file " + survivor
						+ " is not the one that goes on from the backup's: give the right one, or leave --audit out.");
			}
		}
	}

	/**
	 * Puts them into the folder, which holds those of the backup; of two of one name the
	 * longer stays.
	 * @throws handfast.problem.Problem where the chain does not hold then
	 */
	void addTo(Path folder) throws IOException {
		for (Map.Entry<String, Path> file : this.files.entrySet()) {
			Path target = folder.resolve(file.getKey());
			if (Files.exists(target) && Files.size(target) < AuditArchive.wholeLength(file.getValue())) {
				Files.delete(target);
			}
			if (!Files.exists(target)) {
				try (InputStream in = Files.newInputStream(file.getValue())) {
					AtomicFiles.createPrivate(target, in::transferTo);
				}
			}
		}
		AuditVerification.Report report = AuditVerification.verify(folder);
		if (!report.isWhole()) {
			AuditVerification.Broken broken = report.broken().getFirst();
			throw ProblemType.CONFLICT.because("The audit does not hold: " + broken.file().getFileName() + ", line "
					+ broken.line() + " " + broken.reason() + ". Give all its files by --audit, or leave that out.");
		}
	}

}
