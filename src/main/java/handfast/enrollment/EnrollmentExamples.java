package handfast.enrollment;

/**
 * Requests that OpenAPI shows; each is sent to the running service by a test.
 */
final class EnrollmentExamples {

	static final String NAME_ALONE = """
			{"names": ["shop.test"]}""";

	static final String WHOLE = """
			{"names": ["shop.test", "www.shop.test", "10.1.2.3"], "profile": "web-server", "key": "EC-P256",
			 "validity": "P90D", "subject": "CN=shop.test,O=Shop", "contacts": ["ops@shop.test"],
			 "autoRenew": true}""";

	static final String CLIENT = """
			{"names": ["ops@shop.test"], "profile": "client", "validity": "P12W", "subject": "CN=Operations,O=Shop"}""";

	static final String CSR = """
			{"csr": "-----BEGIN CERTIFICATE REQUEST-----\\n\
			MIH1MIGbAgEAMBMxETAPBgNVBAMMCG93bi50ZXN0MFkwEwYHKoZIzj0CAQYIKoZI\\n\
			zj0DAQcDQgAELu17fuutR+84x50CB0ZqtzHQy0L0ViqBpStF7ySBdceia7ahzAh7\\n\
			TUZ4cpqZ+50kwS8VkXViufb6hOBXNo00NqAmMCQGCSqGSIb3DQEJDjEXMBUwEwYD\\n\
			VR0RBAwwCoIIb3duLnRlc3QwCgYIKoZIzj0EAwIDSQAwRgIhAOnpSFQVgfsbDldl\\n\
			qLTEdfjkQAqyeBhF0P4y1fr+4RDiAiEA0qSYCNO/uXQ3zpXxsbE5UXJDlLsPjraL\\n\
			BIWthOq4qIk=\\n\
			-----END CERTIFICATE REQUEST-----\\n"}""";

	static final String SIGNING_REQUEST = """
			{"names": ["shop.example.com", "www.shop.example.com"], "subject": "CN=shop.example.com,O=Shop",
			 "key": "RSA-2048"}""";

	// The three dots stand for what the other CA made.
	static final String ANSWER = """
			{"pem": "-----BEGIN CERTIFICATE-----\\n…\\n-----END CERTIFICATE-----\\n",
			 "trust": "-----BEGIN CERTIFICATE-----\\n…\\n-----END CERTIFICATE-----\\n"}""";

	private EnrollmentExamples() {
	}

}
