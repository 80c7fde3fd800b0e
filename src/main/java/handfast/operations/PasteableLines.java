package handfast.operations;

import java.nio.file.Path;

/**
 * The three stories as shell lines that work in any folder: ask, install, prove.
 */
record PasteableLines(int port, Path root, Path token) {

	String certificate() {
		return call("certificates", "{\"names\": [\"shop.test\"]}") + " | tee shop.test.json";
	}

	String keystore() {
		return call("certificates/$(grep -o '\"id\":\"[^\"]*' shop.test.json | head -1 | cut -d'\"' -f4)/keystore",
				"{\"format\": \"PKCS12\", \"password\": \"change-me-please\"}") + " -o shop.test.p12";
	}

	String handshake() {
		return call("handshakes", "{\"target\": \"localhost:" + this.port + "\"}") + " -H 'Accept: text/plain'";
	}

	private String call(String path, String body) {
		String url = "https://localhost:" + this.port + "/api/v1/" + path;
		return "curl -sS --cacert " + quoted(this.root) + " -H \"Authorization: Bearer $(cat " + quoted(this.token)
				+ ")\" -H 'Content-Type: application/json' -d '" + body + "' \"" + url + "\"";
	}

	private static String quoted(Path path) {
		String text = path.toString();
		return text.matches("[A-Za-z0-9_./+:@%-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
	}

}
