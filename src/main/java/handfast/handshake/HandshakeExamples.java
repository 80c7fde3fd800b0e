package handfast.handshake;

/**
 * Requests that OpenAPI shows; each is sent to the running service by a test.
 */
final class HandshakeExamples {

	static final String THIS_SERVICE = """
			{"target": "localhost:8443", "trust": "handfast"}""";

	static final String BY_ADDRESS = """
			{"target": "127.0.0.1:8443", "serverName": "localhost", "trust": "both"}""";

	static final String SCAN = """
			{"target": "localhost:8443", "trust": "handfast", "scan": true}""";

	static final String DEMONSTRATION = """
			{"scenario": "tls13-hello-retry"}""";

	static final String DEMONSTRATION_FOR_WIRESHARK = """
			{"scenario": "tls12-rsa", "keyLog": true}""";

	static final String START_TLS = """
			{"target": "localhost:25", "startTls": "smtp", "serverName": "mail.test"}""";

	static final String DNS_OVER_HTTPS = """
			{"target": "localhost:8443", "application": "dns-over-https"}""";

	private HandshakeExamples() {
	}

}
