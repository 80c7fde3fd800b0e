package handfast.notice;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import handfast.access.Caller;
import handfast.access.Paging;
import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.certificate.Contact;
import handfast.egress.EgressGuard;
import handfast.egress.EgressRefused;
import handfast.enrollment.KnownWebhooks;
import handfast.key.Wrapping;
import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.validation.Code;
import handfast.validation.Violation;
import handfast.x509.MalformedException;
import handfast.x509.Secret;
import handfast.x509.TimeOrderedIds;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Webhooks: made, listed, ended, and what is signed for them.
 */
@Service
class Webhooks implements KnownWebhooks {

	private static final int LONGEST_URL = 2000;

	private static final int SECRET_BYTES = 32;

	private static final Duration LOOK_UP = Duration.ofSeconds(5);

	private final WebhookRows rows;

	private final EgressGuard guard;

	private final Wrapping wrapping;

	private final AuditLog audit;

	private final TransactionTemplate transaction;

	private final TimeOrderedIds ids;

	private final SecureRandom random;

	private final Clock clock;

	Webhooks(WebhookRows rows, EgressGuard guard, Wrapping wrapping, AuditLog audit, TransactionTemplate transaction,
			TimeOrderedIds ids, SecureRandom random, Clock clock) {
		this.rows = rows;
		this.guard = guard;
		this.wrapping = wrapping;
		this.audit = audit;
		this.transaction = transaction;
		this.ids = ids;
		this.random = random;
		this.clock = clock;
	}

	@Override
	public boolean contains(String name) {
		return find(name).isPresent();
	}

	Optional<Webhook> find(String name) {
		return this.rows.find(name);
	}

	/**
	 * Makes one.
	 * @throws Problem {@code INVALID_REQUEST} for a name or address that can't be,
	 * {@code CONFLICT} where the name is taken
	 */
	Created create(String name, String url, Caller caller) {
		requireName(name);
		URI address = address(url);
		requireReachable(address);
		byte[] bytes = new byte[SECRET_BYTES];
		this.random.nextBytes(bytes);
		Secret secret = Secret.of("hfw_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
		UUID id = this.ids.next();
		Webhook webhook = new Webhook(id, name, address.toString(),
				this.wrapping.wrap(Wrapping.Kek.MAIN, bytes(secret), WebhookLabel.of(id)), caller.actor(),
				this.clock.instant().truncatedTo(ChronoUnit.MICROS));
		try {
			this.transaction.executeWithoutResult((status) -> {
				this.rows.insert(webhook);
				// Last within the transaction: what cannot be audited is not done.
				this.audit.record(AuditLine.of(caller.actor(), "webhook.create", id.toString(), "done")
					.withDetail(name + " " + address.getHost())
					.withRequest(caller.requestId()));
			});
		}
		catch (DuplicateKeyException ex) {
			Problem taken = ProblemType.CONFLICT
				.because("There is a webhook " + name + ": end it first, or take another name.");
			throw this.rows.find(name).map((there) -> taken.with("id", there.id())).orElse(taken);
		}
		return new Created(webhook, secret);
	}

	List<Webhook> list(Paging paging) {
		return this.rows.list(paging);
	}

	/**
	 * Ends one; certificates may go on naming it.
	 * @throws Problem {@code NOT_FOUND}
	 */
	void delete(UUID id, Caller caller) {
		Webhook webhook = require(id);
		this.transaction.executeWithoutResult((status) -> {
			this.rows.delete(webhook);
			this.audit.record(AuditLine.of(caller.actor(), "webhook.delete", id.toString(), "done")
				.withDetail(webhook.name())
				.withRequest(caller.requestId()));
		});
	}

	/**
	 * @throws Problem {@code NOT_FOUND}
	 */
	Webhook require(UUID id) {
		return this.rows.find(id)
			.orElseThrow(() -> ProblemType.NOT_FOUND
				.because("There is no webhook " + id + "; GET /api/v1/webhooks lists them"));
	}

	/**
	 * What signs its calls.
	 * @throws Problem {@code SEALED} where the key file is not there
	 */
	byte[] secretOf(Webhook webhook) {
		return this.wrapping.unwrap(Wrapping.Kek.MAIN, webhook.secret(), WebhookLabel.of(webhook.id()));
	}

	private static byte[] bytes(Secret secret) {
		return new String(secret.value()).getBytes(StandardCharsets.US_ASCII);
	}

	private static void requireName(String name) {
		try {
			Contact.webhook(name);
		}
		catch (MalformedException ex) {
			throw refused("/name", Code.MALFORMED_VALUE, String.valueOf(ex.getMessage()));
		}
	}

	private static URI address(String text) {
		try {
			URI address = new URI(text);
			boolean web = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
			boolean port = address.getPort() == -1 || address.getPort() >= 1 && address.getPort() <= 65535;
			boolean ascii = text.chars().allMatch((character) -> character > ' ' && character < 127);
			if (web && port && ascii && address.getHost() != null && address.getUserInfo() == null
					&& address.getFragment() == null && text.length() <= LONGEST_URL) {
				return address;
			}
		}
		catch (URISyntaxException ex) {
			// Refused like the others.
		}
		throw refused("/url", Code.MALFORMED_VALUE,
				"Write where notices are posted as https://HOST/PATH, without a user, a fragment or other characters than"
						+ " ASCII, 2000 of them at most.");
	}

	private void requireReachable(URI address) {
		try {
			this.guard.resolve(WebhookCall.host(address), WebhookCall.port(address), WebhookCall.GRANTS, LOOK_UP);
		}
		catch (EgressRefused ex) {
			throw refused("/url", Code.OUT_OF_RANGE,
					ex.getMessage() + ": notices can't be posted there; write an address that this host may reach.");
		}
	}

	private static Problem refused(String field, Code code, String message) {
		return ProblemType.INVALID_REQUEST.because(message)
			.with("violations", List.of(new Violation(field, code, message)));
	}

	/**
	 * One that was made.
	 *
	 * @param secret told this once
	 */
	record Created(Webhook webhook, Secret secret) {
	}

}
