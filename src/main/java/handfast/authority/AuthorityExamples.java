package handfast.authority;

/**
 * Bodies for the OpenAPI document.
 */
final class AuthorityExamples {

	static final String CONSTRAINED = """
			{"series": "shop", "key": "EC-P384", "validity": "P1826D", "subject": "CN=Shop CA,O=Shop",
			 "permitted": ["shop.test", "10.0.0.0/8"]}""";

	static final String EXTERNAL = """
			{"series": "company", "subject": "CN=Handfast,O=Company", "issuer": "external"}""";

	static final String IMPORTED = """
			{"series": "old", "pkcs12": "MIIK…", "password": "change-me",
			 "trust": "-----BEGIN CERTIFICATE-----\\n…\\n-----END CERTIFICATE-----\\n"}""";

	static final String ANSWER = """
			{"pem": "-----BEGIN CERTIFICATE-----\\n…\\n-----END CERTIFICATE-----\\n",
			 "trust": "-----BEGIN CERTIFICATE-----\\n…\\n-----END CERTIFICATE-----\\n"}""";

	private AuthorityExamples() {
	}

}
