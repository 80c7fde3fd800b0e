package handfast.operations;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;

import handfast.operations.backup.BackupFile;
import handfast.operations.backup.Lock;
import handfast.operations.backup.Passphrase;
import handfast.operations.backup.Recipients;
import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.storage.AtomicFiles;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/**
 * {@code backup FILE}: seals what the service hands over.
 */
@Command(name = "backup", mixinStandardHelpOptions = true,
		description = { "Writes database, audit, profiles and wrapped keys into one encrypted file.",
				"Works on a running service and without one.",
				"It is encrypted under a passphrase, asked for or read from --pass-file, or to certificates." },
		footer = { "", "Examples:", "  java -jar handfast.jar backup --pass-file /root/pass /backup/handfast-monday",
				"  java -jar handfast.jar backup --recipient vault.pem /backup/handfast-monday" })
class BackupToFile implements Callable<Integer> {

	@ParentCommand
	private @Nullable HandfastCommand parent;

	@Parameters(paramLabel = "FILE", description = "What to write; it must not be there")
	private @Nullable Path file;

	@Option(names = "--home", paramLabel = "DIR", description = "The home; HANDFAST_HOME or data")
	private @Nullable Path home;

	@Option(names = "--pass-file", paramLabel = "FILE",
			description = "Its first line is the passphrase, of at least " + Passphrase.SHORTEST + " characters")
	private @Nullable Path passFile;

	@Option(names = "--recipient", paramLabel = "PEM",
			description = "Encrypt to this certificate's RSA or EC key, in place of a passphrase; may be repeated")
	private List<Path> recipients = new ArrayList<>();

	@Option(names = "--with-key", description = "Put the key that wraps all others in as well")
	private boolean withKey;

	@Option(names = "--with-root", description = "Put the key that wraps the root's in as well")
	private boolean withRoot;

	@Override
	public Integer call() {
		Path target = Objects.requireNonNull(this.file).toAbsolutePath().normalize();
		try {
			requireFree(target);
			return write(target, lock());
		}
		catch (Problem problem) {
			System.err.println(problem.detail());
		}
		catch (FileAlreadyExistsException ex) {
			System.err.println(thereAlready(target));
		}
		catch (IOException | UncheckedIOException ex) {
			System.err.println("The file " + target + " can't be written (" + ex.getMessage()
					+ "): make room there, or name another place.");
		}
		return 1;
	}

	private int write(Path target, Lock lock) throws IOException {
		ControlReply[] reply = new ControlReply[1];
		try {
			AtomicFiles.deleteLeftOverOf(target);
			AtomicFiles.createPrivate(target, (out) -> {
				reply[0] = BackupFile.write(out, lock, new SecureRandom(), this::content);
				if (!reply[0].done()) {
					throw new NotDone();
				}
			});
		}
		catch (NotDone ex) {
			reply[0].lines().forEach(System.err::println);
			return 1;
		}
		System.out.println(target + ": " + Files.size(target) + " bytes, opened by "
				+ (this.recipients.isEmpty() ? "its passphrase alone." : "the keys of its recipients alone."));
		reply[0].lines().forEach(System.out::println);
		return 0;
	}

	private ControlReply content(OutputStream out) {
		return Objects.requireNonNull(this.parent)
			.control()
			.run((this.home != null) ? this.home : HandfastCommand.defaultHome(),
					new ControlRequest("backup", Map.of(BackupCommand.WITH_KEY, String.valueOf(this.withKey),
							BackupCommand.WITH_ROOT, String.valueOf(this.withRoot))),
					new Telling(out));
	}

	private Lock lock() {
		SecureRandom random = new SecureRandom();
		if (this.recipients.isEmpty()) {
			return new Passphrase(Passphrases.read(this.passFile, true), random).requireStrong();
		}
		if (this.passFile != null) {
			throw ProblemType.INVALID_REQUEST.because(
					"A backup has a passphrase or recipients, not both: leave" + " --pass-file or --recipient out.");
		}
		return new Recipients(this.recipients.stream().map(BackupToFile::certificate).toList(),
				new BouncyCastleProvider(), random);
	}

	private static X509Certificate certificate(Path file) {
		try (InputStream in = Files.newInputStream(file)) {
			return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
		}
		catch (IOException | CertificateException ex) {
			throw ProblemType.INVALID_REQUEST
				.because("There is no certificate in " + file + ": name a PEM file by --recipient.");
		}
	}

	private static void requireFree(Path target) {
		if (Files.exists(target)) {
			throw ProblemType.INVALID_REQUEST.because(thereAlready(target));
		}
		Path folder = target.getParent();
		if (folder == null || !Files.isDirectory(folder)) {
			throw ProblemType.INVALID_REQUEST
				.because("There is no folder " + folder + ": make it, or name the file elsewhere.");
		}
	}

	private static String thereAlready(Path target) {
		return "The file " + target + " is there already: name another one, or take it away.";
	}

	/**
	 * The service said no; it said why.
	 */
	private static final class NotDone extends IOException {

		private static final long serialVersionUID = 1L;

	}

	/**
	 * Tells on a terminal how far it is. What can't be written is no fault of the
	 * connection to the service.
	 */
	private static final class Telling extends FilterOutputStream {

		private static final long EVERY_NANOS = 500_000_000;

		private final boolean tells = System.console() != null && System.console().isTerminal();

		private long taken;

		private long toldAt = System.nanoTime();

		Telling(OutputStream out) {
			super(out);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) {
			try {
				this.out.write(bytes, offset, length);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			this.taken += length;
			if (this.tells && System.nanoTime() - this.toldAt > EVERY_NANOS) {
				System.err.printf("\r%,d KB", this.taken / 1000);
				this.toldAt = System.nanoTime();
			}
		}

	}

}
