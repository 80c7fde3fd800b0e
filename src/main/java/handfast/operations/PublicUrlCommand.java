package handfast.operations;

import java.util.List;
import java.util.Map;

import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.authority.Authorities;
import handfast.key.KeyEncryptionKeys;
import handfast.problem.ProblemType;
import handfast.revocation.Crls;
import handfast.storage.Durability;
import handfast.storage.Installations;
import handfast.storage.ServiceState;
import org.springframework.stereotype.Component;

/**
 * {@code public-url URL}: changes what certificates say from now on, for all nodes.
 */
@Component
class PublicUrlCommand implements ControlCommand {

	private final Installations installations;

	private final KeyEncryptionKeys keys;

	private final ServiceState state;

	private final Authorities authorities;

	private final Crls crls;

	private final AuditLog audit;

	private final Durability durability;

	PublicUrlCommand(Installations installations, KeyEncryptionKeys keys, ServiceState state, Authorities authorities,
			Crls crls, AuditLog audit, Durability durability) {
		this.installations = installations;
		this.keys = keys;
		this.state = state;
		this.authorities = authorities;
		this.crls = crls;
		this.audit = audit;
		this.durability = durability;
	}

	@Override
	public String name() {
		return "public-url";
	}

	@Override
	public List<String> run(Map<String, String> arguments) {
		String url = PublicUrl.parse(arguments.getOrDefault("url", ""))
			.orElseThrow(() -> ProblemType.INVALID_REQUEST
				.because("Not a URL that certificates can name: write " + PublicUrl.FORM));
		String before = this.installations.publicUrl();
		requireReady();
		// Before anything is changed: what cannot be audited is not done.
		this.audit.record(line(url, "intent").withDetail("is " + before));
		this.installations.changePublicUrl(url);
		// Done again it is harmless; the next start finishes what is cut off.
		this.authorities.republish(url);
		this.crls.bringUpToDateNow();
		this.durability.await();
		this.audit.record(line(url, "done").withDetail("was " + before));
		return List.of("Certificates say " + url + " from now on; they said " + before + " until now.",
				"CRLs are served under both: keep the old address reachable while certificates name it.");
	}

	// The issuing CA's certificate is the root's to sign.
	private void requireReady() {
		if (!this.keys.rootExists()) {
			throw ProblemType.SEALED.because("The root's key is not here, and it signs the issuing CA's certificate"
					+ " anew: run this on the node that has " + this.keys.rootFile() + ".");
		}
		this.state.requireReadyToSign();
		if (this.authorities.paused()) {
			throw ProblemType.AUTHORITY_FAULTY
				.because("A CA is paused: look into the log, have it resumed, and run this again.");
		}
	}

	private static AuditLine line(String url, String outcome) {
		return AuditLine.of("handfast", "installation.public-url", url, outcome);
	}

}
