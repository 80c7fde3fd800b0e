package handfast.client;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

import handfast.bundle.Consumer;
import handfast.client.FormOptions.Wish;
import handfast.storage.AtomicFiles;
import handfast.storage.ShellPath;
import handfast.x509.Secret;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A certificate that was handed over as a file.
 *
 * @param certificate as the service shows it
 * @param made password that nobody was asked for, to be told once
 * @param verdict of the handshake with the file; empty where there is no key to shake
 * hands with
 * @param unreadableBy readers that don't know such keys; empty where all do
 */
record Handover(Path file, FileForm form, JsonNode certificate, @Nullable Secret made, String verdict,
		String unreadableBy) {

	/**
	 * Refuses a place where no file can be, before anything is made for it.
	 * @param replace whether a file may be there already
	 */
	static void requireRoom(Path file, boolean replace) {
		FileForm.of(file);
		if (Files.exists(file) && !replace) {
			throw ClientFailure.notUnderstood(file + " is there already: renew it by java -jar handfast.jar renew "
					+ ShellPath.of(file) + ", name another, or add --replace.");
		}
		Path folder = file.toAbsolutePath().getParent();
		if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder) || Files.isDirectory(file)) {
			throw ClientFailure
				.notUnderstood(file + " can't be written: name a file in a folder that exists and is yours.");
		}
	}

	/**
	 * Has the certificate handed over and writes it, whole or not at all, for the user
	 * alone.
	 * @throws ClientFailure where that fails, with the line that tries again
	 */
	static Handover write(Service service, JsonNode certificate, Wish wish) {
		try {
			return certificate.path("keyHeld").asBoolean() ? keystore(service, certificate, wish)
					: chain(certificate, wish);
		}
		catch (ClientFailure ex) {
			throw ex.and("The certificate is there and stays: java -jar handfast.jar fetch "
					+ certificate.path("id").asString() + " --out FILE hands it over.");
		}
	}

	private static Handover chain(JsonNode certificate, Wish wish) {
		if (wish.form() != FileForm.PEM) {
			throw ClientFailure
				.notUnderstood("The service does not have this certificate's private key, so there is" + " no "
						+ wish.form().label() + ": end the file's name in .pem, for the certificate and its chain.");
		}
		write(wish.file(), certificate.path("chain").asString().getBytes(StandardCharsets.US_ASCII));
		return new Handover(wish.file(), wish.form(), certificate, null, "", "");
	}

	private static Handover keystore(Service service, JsonNode certificate, Wish wish) {
		Secret password = wish.password();
		Secret made = null;
		if (password == null && wish.consumer() == null && wish.form().wantsPassword()) {
			made = Consumer.password(new SecureRandom());
			password = made;
		}
		Wire.Answer answer = service.file("/certificates/" + certificate.path("id").asString() + "/keystore",
				order(wish, password), "Making " + wish.file() + " and shaking hands with it");
		FileForm form = FileForm.ofMediaType(answer.header("Content-Type")).orElse(wish.form());
		if (form != wish.form()) {
			throw ClientFailure.notUnderstood(
					wish.consumer() + " takes " + form.label() + ": end the file's name in " + form.ending() + ".");
		}
		String told = answer.header("Handfast-Keystore-Password");
		write(wish.file(), answer.body());
		return new Handover(wish.file(), form, certificate, told.isEmpty() ? made : Secret.of(told),
				answer.header("Handfast-Verdict"), answer.header("Handfast-Unreadable-By"));
	}

	private static ObjectNode order(Wish wish, @Nullable Secret password) {
		ObjectNode order = Json.object();
		if (wish.consumer() != null) {
			order.put("for", wish.consumer());
		}
		else {
			order.put("format", wish.form().name());
			if (wish.legacy()) {
				order.put("encryption", "legacy");
			}
		}
		if (wish.alias() != null) {
			order.put("alias", wish.alias());
		}
		if (password != null) {
			order.put("password", new String(password.value()));
		}
		return order;
	}

	private static void write(Path file, byte[] content) {
		try {
			// What a link leads to is replaced, not the link.
			AtomicFiles.writePrivate(Files.exists(file) ? file.toRealPath() : file, content);
		}
		catch (IOException | UncheckedIOException ex) {
			throw ClientFailure
				.notUnderstood(file + " could not be written: see whether there is room and whose it is.");
		}
	}

	/**
	 * Tells it as lines.
	 */
	void tell(PrintWriter out) {
		out.println(this.file + ": " + this.form.label() + " for " + Certificates.names(this.certificate)
				+ (this.verdict.isEmpty() ? ", without a key" : ", handshake " + this.verdict.replace('-', ' ')));
		out.println("ends      " + this.certificate.path("notAfter").asString() + "; renewal is due from "
				+ this.certificate.path("renewal").path("from").asString());
		out.println("id        " + this.certificate.path("id").asString());
		if (this.made != null) {
			out.println("password  " + new String(this.made.value()) + "  (told once and kept nowhere)");
		}
		if (!this.unreadableBy.isEmpty()) {
			out.println("note      its key is not known to " + this.unreadableBy);
		}
	}

	/**
	 * The same for programs.
	 */
	JsonNode json() {
		ObjectNode json = Json.object();
		json.put("file", this.file.toString()).put("format", this.form.name());
		if (this.made != null) {
			json.put("password", new String(this.made.value()));
		}
		if (!this.verdict.isEmpty()) {
			json.put("verdict", this.verdict);
		}
		if (!this.unreadableBy.isEmpty()) {
			json.put("unreadableBy", this.unreadableBy);
		}
		json.set("certificate", this.certificate);
		return json;
	}

}
