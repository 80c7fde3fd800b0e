package handfast.profile;

import java.nio.file.Path;

import handfast.access.Caller;

/**
 * The call that adds to the permit list, to be pasted by an administrator on this
 * machine.
 *
 * @param home as the reader may know it: where it really is, for an administrator
 */
record PermitCall(Path home, int httpsPort) {

	static PermitCall toldTo(Caller caller, Path home, int httpsPort) {
		return new PermitCall(caller.isAdministrator() ? home : Path.of("data"), httpsPort);
	}

	String adding(String value) {
		return "curl --cacert " + this.home.resolve("root.pem") + " -H \"Authorization: Bearer $(cat "
				+ this.home.resolve("admin-token")
				+ ")\" -H 'Content-Type: application/json' -X POST https://localhost:" + this.httpsPort
				+ "/api/v1/permitted-names -d '{\"value\": \"" + value + "\"}'";
	}

}
