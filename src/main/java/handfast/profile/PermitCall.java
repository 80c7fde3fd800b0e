package handfast.profile;

import java.nio.file.Files;
import java.nio.file.Path;

import handfast.access.Caller;
import handfast.access.Doors;
import handfast.storage.ShellPath;

/**
 * The call that adds to the permit list, to be pasted by an administrator on this
 * machine.
 *
 * @param home as the reader may know it: where it really is, for an administrator
 * @param tokenFile whether it holds the first administrator's token
 * @param door host and port as a URL has them
 */
record PermitCall(Path home, boolean tokenFile, String door) {

	static PermitCall toldTo(Caller caller, Path home, Doors doors) {
		String door = doors.host() + ":" + doors.httpsPort();
		return caller.isAdministrator() ? new PermitCall(home, Files.exists(home.resolve("admin-token")), door)
				: new PermitCall(Path.of("data"), true, door);
	}

	String adding(String value) {
		String token = this.tokenFile ? "$(cat " + ShellPath.of(this.home.resolve("admin-token")) + ")" : "$TOKEN";
		return "curl --cacert " + ShellPath.of(this.home.resolve("root.pem")) + " -H \"Authorization: Bearer " + token
				+ "\" -H 'Content-Type: application/json' -X POST https://" + this.door
				+ "/api/v1/permitted-names -d '{\"value\": \"" + value + "\"}'";
	}

}
