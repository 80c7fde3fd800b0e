package handfast.client;

import java.nio.file.Path;

import handfast.bundle.BundleOrder.Format;
import handfast.bundle.Consumers;
import handfast.x509.Secret;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

/**
 * How a file is wanted, beside what its name says.
 */
final class FormOptions {

	@Option(names = "--for", paramLabel = "CONSUMER",
			description = "What takes the file, such as tomcat, nginx or iis (docs/keystores.md)")
	private @Nullable String consumer;

	@Option(names = "--alias", paramLabel = "ALIAS", description = "Entry name in a keystore; the first name")
	private @Nullable String alias;

	@Option(names = "--pass-file", paramLabel = "FILE",
			description = "Its first line is the file's password, - is standard input;"
					+ " where not given you are asked for one, or one is made and printed once")
	private @Nullable Path passFile;

	@Nullable String consumer() {
		return this.consumer;
	}

	/**
	 * A file that is not there yet.
	 * @throws ClientFailure where the consumer takes another form
	 */
	Wish wish(Path file, Terminal terminal) {
		FileForm form = FileForm.of(file);
		requireTakenBy(form);
		return new Wish(file, form, this.consumer, this.alias, false, password(form, file, terminal));
	}

	/**
	 * A file in place of the one made before: its form, its alias and its password.
	 */
	Wish wish(Path file, MadeBefore before) {
		FileForm form = FileForm.of(file);
		requireTakenBy(form);
		return new Wish(file, form, this.consumer, (this.alias != null) ? this.alias : before.alias(), before.legacy(),
				before.password());
	}

	/**
	 * The password of a file that is there.
	 */
	Secret passwordOf(Path file, Terminal terminal) {
		if (this.passFile != null) {
			return SecretFile.read(this.passFile, terminal);
		}
		if (terminal.isPresent()) {
			return terminal.secret("Password of " + file + ": ");
		}
		throw ClientFailure.notUnderstood(file + " has a password: add --pass-file with the file that holds it.");
	}

	private @Nullable Secret password(FileForm form, Path file, Terminal terminal) {
		if (this.passFile != null) {
			return requireUsable(SecretFile.read(this.passFile, terminal));
		}
		if (!form.wantsPassword() || !terminal.isPresent()) {
			return null;
		}
		Secret typed = terminal.secret("Password for " + file + " (nothing: one is made): ");
		if (typed.length() == 0) {
			return null;
		}
		requireUsable(typed);
		if (!typed.equals(terminal.secret("Once more: "))) {
			throw ClientFailure.notUnderstood("The two are not the same: run it again.");
		}
		return typed;
	}

	// Looked at before a certificate is made for it.
	private static Secret requireUsable(Secret password) {
		if (!new String(password.value()).matches("[ -~]{8,}")) {
			throw ClientFailure
				.notUnderstood("A password is 8 or more printable ASCII characters: older readers open no other.");
		}
		return password;
	}

	// One that this jar does not know is for the service to judge.
	private void requireTakenBy(FileForm form) {
		if (this.consumer == null) {
			return;
		}
		new Consumers().find(this.consumer).ifPresent((taker) -> {
			FileForm taken = of(taker.format());
			if (taken != form) {
				throw ClientFailure.notUnderstood(
						taker.title() + " takes " + taken.label() + ": end the file's name in " + taken.ending() + ".");
			}
		});
	}

	private static FileForm of(Format format) {
		return switch (format) {
			case PKCS12 -> FileForm.PKCS12;
			case JKS -> FileForm.JKS;
			case PEM -> FileForm.PEM;
		};
	}

	/**
	 * A file that is wanted.
	 *
	 * @param consumer what takes it, in place of form and encryption
	 * @param alias null for the first name
	 * @param legacy encryption for old readers of PKCS #12
	 * @param password null where one is to be made, or none is needed
	 */
	record Wish(Path file, FileForm form, @Nullable String consumer, @Nullable String alias, boolean legacy,
			@Nullable Secret password) {
	}

}
