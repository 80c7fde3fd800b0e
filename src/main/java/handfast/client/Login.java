package handfast.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

import handfast.storage.AtomicFiles;
import handfast.x509.Fingerprint;
import handfast.x509.MalformedException;
import handfast.x509.Pem;
import handfast.x509.Secret;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The one service that the commands speak to.
 *
 * @param service {@code https://host:port}
 * @param root DER of the only certificate that is trusted
 */
record Login(URI service, byte[] root, Secret token) {

	static Path file(Path folder) {
		return folder.resolve("login.json");
	}

	/**
	 * Reads what {@code login} has kept.
	 * @throws ClientFailure where there is none, or others can read it
	 */
	static Login read(Path folder) {
		Path file = file(folder);
		if (!Files.exists(file)) {
			throw ClientFailure
				.notTrusted("Not logged in: write java -jar handfast.jar login https://HOST:8443 first.");
		}
		try {
			requirePrivate(file);
			JsonNode kept = Json.read(Files.readAllBytes(file));
			return new Login(URI.create(kept.path("service").asString()),
					Pem.certificates(kept.path("root").asString()).getFirst(),
					Secret.of(kept.path("token").asString()));
		}
		catch (IOException | JacksonException | MalformedException ex) {
			throw ClientFailure.notUnderstood(file + " can't be read: log in again.");
		}
	}

	/**
	 * Keeps it for the user alone, in place of any before.
	 */
	void write(Path folder) {
		ObjectNode kept = Json.object();
		kept.put("service", this.service.toString());
		kept.put("root", Pem.certificate(this.root));
		kept.put("token", new String(this.token.value()));
		try {
			Files.createDirectories(folder,
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
			AtomicFiles.writePrivate(file(folder), Json.write(kept));
		}
		catch (IOException | UncheckedIOException ex) {
			throw ClientFailure.notUnderstood(file(folder)
					+ " can't be written: make its folder yours, or name another by the environment variable XDG_CONFIG_HOME.");
		}
	}

	Fingerprint fingerprint() {
		return Fingerprint.of(this.root);
	}

	private static void requirePrivate(Path file) throws IOException {
		Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
		if (!Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE).containsAll(mode)) {
			throw ClientFailure.notTrusted("Others can read the token in " + file
					+ ": have an administrator end it, and log in with another.");
		}
	}

	@Override
	public String toString() {
		return "Login[" + this.service + "]";
	}

}
