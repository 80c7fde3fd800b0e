package handfast.operations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import handfast.audit.AuditVerification;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * What needs the audit files alone.
 */
@Command(name = "audit", mixinStandardHelpOptions = true, description = "Looks after the audit files.",
		synopsisSubcommandLabel = "verify")
class AuditCommand implements Runnable {

	@Override
	public void run() {
		picocli.CommandLine.usage(this, System.err);
	}

	@Command(name = "verify", mixinStandardHelpOptions = true,
			description = { "Checks that no line was changed, removed or added.",
					"Works while the service runs and without it." },
			exitCodeListHeading = "Exit codes:%n",
			exitCodeList = { "0:every line is in its place", "1:the folder can't be read", "2:the chain is broken" })
	int verify(@Parameters(arity = "0..1", paramLabel = "DIR",
			description = "Folder of the audit files; audit in HANDFAST_HOME or data") @Nullable Path folder) {
		Path files = (folder != null) ? folder : HandfastCommand.defaultHome().resolve("audit");
		if (!Files.isDirectory(files)) {
			System.err.println("There are no audit files at " + files + ": name their folder.");
			return 1;
		}
		try {
			return tell(files, AuditVerification.verify(files));
		}
		catch (IOException ex) {
			System.err.println("The audit files at " + files + " can't be read: " + ex.getMessage());
			return 1;
		}
	}

	private static int tell(Path files, AuditVerification.Report report) {
		if (!report.isWhole()) {
			report.broken()
				.forEach((broken) -> System.err
					.println(broken.file() + ", line " + broken.line() + " " + broken.reason()));
			return 2;
		}
		System.out.println(files + ": " + report.lines() + " lines in " + report.files() + " files, from "
				+ report.first() + " to " + report.last() + ", each in its place"
				+ (report.torn() ? "; the last one is still being written" : ""));
		return 0;
	}

}
