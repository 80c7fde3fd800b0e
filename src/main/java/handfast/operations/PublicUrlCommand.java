package handfast.operations;

import java.net.URI;
import java.util.List;
import java.util.Map;

import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.authority.Authorities;
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

	private final Authorities authorities;

	private final Crls crls;

	private final AuditLog audit;

	private final Durability durability;

	PublicUrlCommand(Installations installations, Authorities authorities, Crls crls, AuditLog audit,
			Durability durability) {
		this.installations = installations;
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
		if (url.equals(before)) {
			return List.of("The public URL is " + url + " already.");
		}
		this.installations.changePublicUrl(url);
		this.authorities.republish(url);
		this.crls.bringUpToDate();
		this.durability.await();
		this.audit.record(AuditLine.of(this.installations.id().toString(), "installation.public-url", url, "done")
			.withDetail("was " + before));
		return List.of("Certificates say " + url + " from now on; it was " + before + ".",
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
