package handfast.operations;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import java.time.Clock;

import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.key.KeyEncryptionKeys;
import handfast.operations.backup.About;
import handfast.operations.backup.BackupWriter;
import handfast.storage.Home;
import handfast.storage.Node;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.stereotype.Component;

/**
 * {@code backup}: hands over the content of a backup. Whoever asked seals it, so that the
 * passphrase is known to nobody else.
 */
@Component
class BackupCommand implements StreamingCommand {

	/**
	 * Arguments, {@code true} where the key is wanted.
	 */
	static final String WITH_KEY = "with-key";

	static final String WITH_ROOT = "with-root";

	private final BackupWriter writer;

	private final KeyEncryptionKeys keys;

	private final AuditLog audit;

	BackupCommand(DataSource dataSource, Home home, Node node, KeyEncryptionKeys keys, AuditLog audit, Clock clock) {
		this.writer = new BackupWriter(dataSource, home, node, keys, clock);
		this.keys = keys;
		this.audit = audit;
	}

	@Override
	public String name() {
		return "backup";
	}

	@Override
	public List<String> run(Map<String, String> arguments, OutputStream out) throws IOException {
		boolean withKey = Boolean.parseBoolean(arguments.get(WITH_KEY));
		boolean withRoot = Boolean.parseBoolean(arguments.get(WITH_ROOT));
		String holds = holds(withKey, withRoot);
		// Before the audit is read, so that the backup tells of itself; and what cannot
		// be audited is not done.
		this.audit.record(line("intent", holds));
		try {
			About about = this.writer.write(out, HandfastVersion.text(), withKey, withRoot);
			this.audit.record(line("done", holds));
			return lines(about);
		}
		catch (SQLException ex) {
			throw new DataAccessResourceFailureException("The database could not be read", ex);
		}
	}

	private static String holds(boolean withKey, boolean withRoot) {
		return (withKey ? "with" : "without") + " kek, " + (withRoot ? "with" : "without") + " root-kek";
	}

	private List<String> lines(About about) {
		List<String> lines = new ArrayList<>();
		lines.add("Installation " + about.installation() + " as it was at " + about.at() + ", schema " + about.schema()
				+ ".");
		lines.add(about.holdsKey()
				? "It holds the key that wraps all others: whoever opens it has every key but the root's."
				: "It does not hold the key that wraps all others: keep a copy of " + this.keys.mainFile()
						+ " elsewhere, without it nothing in here can sign again.");
		lines.add(about.holdsRootKey() ? "It holds the root's key: keep it as you would keep the root."
				: "It does not hold the root's key: keep a copy of " + this.keys.rootFile()
						+ " elsewhere, without it the root signs nothing again.");
		return lines;
	}

	private static AuditLine line(String outcome, String detail) {
		return AuditLine.of("handfast", "installation.backup", null, outcome).withDetail(detail);
	}

}
