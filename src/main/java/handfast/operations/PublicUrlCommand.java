package handfast.operations;

import java.net.URI;
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

import org.springframework.stereotype.Component;

/**
 * {@code public-url URL}: changes what certificates say from now on, for all nodes.
 */
@Component
class PublicUrlCommand implements ControlCommand {

	private final Installations installations;

	private final KeyEncryptionKeys keys;

	private final Authorities authorities;

	private final Crls crls;

	private final AuditLog audit;

	private final Durability durability;

	PublicUrlCommand(Installations installations, KeyEncryptionKeys keys, Authorities authorities, Crls crls,
			AuditLog audit, Durability durability) {
		this.installations = installations;
		this.keys = keys;
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
		String url = require(arguments.getOrDefault("url", ""));
		String before = this.installations.publicUrl();
		if (!this.keys.rootExists()) {
			// Before anything is changed: the issuing CA's certificate is the root's to
			// sign.
			throw ProblemType.SEALED.because("The root's key is not here, and it signs the issuing CA's certificate"
					+ " anew: run this on the node that has " + this.keys.rootFile() + ".");
		}
		this.installations.changePublicUrl(url);
		// Done again it is harmless, and finishes what was cut off.
		this.authorities.republish(url);
		this.crls.bringUpToDateNow();
		this.durability.await();
		this.audit.record(AuditLine.of("handfast", "installation.public-url", url, "done").withDetail("was " + before));
		return List.of("Certificates say " + url + " from now on; they said " + before + " until now.",
				"CRLs are served under both: keep the old address reachable while certificates name it.");
	}

	private static String require(String text) {
		try {
			URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
			if ("http".equals(uri.getScheme()) && uri.getHost() != null && uri.getRawQuery() == null
					&& uri.getRawFragment() == null && uri.getRawUserInfo() == null && text.length() <= 400) {
				return uri.toString();
			}
		}
		catch (IllegalArgumentException ex) {
			// Refused below, like one that is no http.
		}
		throw ProblemType.INVALID_REQUEST.because("Not a URL that certificates can name: write http://, a host and a"
				+ " port, such as http://pki.shop.internal:8080.");
	}

}
