package handfast.operations;

import picocli.CommandLine.Command;

/**
 * What needs the audit files alone.
 */
@Command(name = "audit", mixinStandardHelpOptions = true, description = "Looks after the audit files.")
class AuditCommand {

}
