package handfast.installation;

/**
 * Requests as the OpenAPI document shows them.
 */
final class InstallationExamples {

	static final String NGINX = """
			{"certificate": "01990000-0000-7000-8000-000000000000", "target": "nginx", "address": "localhost:443",
			 "renew": true}""";

	static final String POSTFIX = """
			{"certificate": "01990000-0000-7000-8000-000000000000", "target": "postfix", "address": "localhost:25"}""";

	private InstallationExamples() {
	}

}
