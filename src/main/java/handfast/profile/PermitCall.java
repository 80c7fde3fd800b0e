package handfast.profile;

import java.nio.file.Path;

/**
 * The call that adds to the permit list, to be pasted by an administrator on this
 * machine.
 */
record PermitCall(Path home, int httpsPort) {

	String adding(String value) {
		Path folder = this.home.toAbsolutePath().normalize();
		return "curl --cacert " + folder.resolve("root.pem") + " -H \"Authorization: Bearer $(cat "
				+ folder.resolve("admin-token") + ")\" -H 'Content-Type: application/json' -X POST https://localhost:"
				+ this.httpsPort + "/api/v1/permitted-names -d '{\"value\": \"" + value + "\"}'";
	}

}
