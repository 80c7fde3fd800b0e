package handfast.operations;

import java.nio.file.Path;

import handfast.storage.ShellPath;
import handfast.x509.Fingerprint;
import org.jspecify.annotations.Nullable;

/**
 * The three stories as shell lines that work in any folder: ask, install, prove.
 *
 * @param host as a URL has it
 * @param token the file that holds one; null where it is in the variable {@code TOKEN}
 */
record PasteableLines(String host, int port, Path root, @Nullable Path token) {

	String certificate() {
		return call("certificates", "{\"names\": [\"shop.test\"]}") + " | tee shop.test.json";
	}

	String keystore() {
		return call("certificates/$(grep -o '\"id\":\"[^\"]*' shop.test.json | head -1 | cut -d'\"' -f4)/keystore",
				"{\"format\": \"PKCS12\", \"password\": \"change-me-please\"}") + " -o shop.test.p12";
	}

	String handshake() {
		return call("handshakes", "{\"target\": \"" + this.host + ":" + this.port + "\"}") + " -H 'Accept: text/plain'";
	}

	/**
	 * What the command line needs once.
	 */
	String login(Fingerprint fingerprint) {
		return "java -jar handfast.jar login https://" + this.host + ":" + this.port + " --fingerprint "
				+ fingerprint.hex() + ((this.token != null) ? " --token-file " + ShellPath.of(this.token) : "");
	}

	private String call(String path, String body) {
		String url = "https://" + this.host + ":" + this.port + "/api/v1/" + path;
		String bearer = (this.token != null) ? "$(cat " + ShellPath.of(this.token) + ")" : "$TOKEN";
		return "curl -sS --cacert " + ShellPath.of(this.root) + " -H \"Authorization: Bearer " + bearer
				+ "\" -H 'Content-Type: application/json' -d '" + body + "' \"" + url + "\"";
	}

}
