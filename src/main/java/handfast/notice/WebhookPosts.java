package handfast.notice;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.certificate.Contact;
import handfast.egress.EgressRefused;
import handfast.notice.NoticeRows.Delivery;
import handfast.problem.Problem;
import handfast.storage.GrowingPause;
import handfast.x509.Printable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Posts notices to webhooks, each once over all nodes, a few at once. What is not taken
 * with a status of 200 to 299 is tried again after growing pauses, for three days.
 */
@Component
class WebhookPosts {

	private static final Logger logger = LoggerFactory.getLogger(WebhookPosts.class);

	private static final int MOST_READ = 64;

	private static final int MOST_AT_ONCE = 8;

	private static final Duration CLAIM = Duration.ofMinutes(5);

	private static final Duration GIVEN_UP_AFTER = Duration.ofDays(3);

	private final NoticeRows rows;

	private final Webhooks webhooks;

	private final WebhookCall call;

	private final AuditLog audit;

	private final GrowingPause pause;

	private final Clock clock;

	WebhookPosts(NoticeRows rows, Webhooks webhooks, WebhookCall call, AuditLog audit, GrowingPause pause,
			Clock clock) {
		this.rows = rows;
		this.webhooks = webhooks;
		this.call = call;
		this.audit = audit;
		this.pause = pause;
		this.clock = clock;
	}

	@Scheduled(initialDelay = 5_000, fixedDelay = 5_000)
	void deliver() {
		Semaphore room = new Semaphore(MOST_AT_ONCE);
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (Delivery delivery : this.rows.dueDeliveries(this.clock.instant(), MOST_READ)) {
				room.acquireUninterruptibly();
				threads.execute(() -> {
					try {
						if (this.rows.claim(delivery, this.clock.instant().plus(CLAIM))) {
							deliver(delivery);
						}
					}
					catch (RuntimeException ex) {
						// Its claim runs out, and it is tried again.
						logger.warn("Notice {} could not be posted: {}", delivery.id(), ex.toString());
					}
					finally {
						room.release();
					}
				});
			}
		}
	}

	private void deliver(Delivery delivery) {
		Optional<Webhook> webhook = this.webhooks.find(Contact.parse(delivery.contact()).name());
		if (webhook.isEmpty()) {
			this.rows.deliveryFailed(delivery, "There is no such webhook", null);
			return;
		}
		Optional<String> problem = post(delivery, webhook.get());
		if (problem.isPresent()) {
			fail(delivery, problem.get());
			return;
		}
		this.audit.record(AuditLine.of("handfast", "notice.webhook", delivery.id().toString(), "done")
			.withDetail(delivery.contact()));
		this.rows.told(List.of(delivery.id()), this.clock.instant());
	}

	/**
	 * @return why it was not taken; empty where it was
	 */
	private Optional<String> post(Delivery delivery, Webhook webhook) {
		try {
			int status = this.call.post(URI.create(webhook.url()), delivery.id(),
					delivery.content().getBytes(StandardCharsets.UTF_8), this.webhooks.secretOf(webhook));
			return (status >= 200 && status < 300) ? Optional.empty() : Optional.of("It answers with status " + status);
		}
		catch (EgressRefused ex) {
			return Optional.of(String.valueOf(ex.getMessage()));
		}
		catch (IOException ex) {
			return Optional.of(Printable.of(String.valueOf(ex.getMessage())));
		}
		catch (Problem ex) {
			return Optional.of(ex.detail());
		}
	}

	private void fail(Delivery delivery, String problem) {
		Instant now = this.clock.instant();
		boolean givenUp = delivery.age(now).compareTo(GIVEN_UP_AFTER) > 0;
		Instant next = givenUp ? null : now.plus(this.pause.after(delivery.attempts()));
		this.audit.record(AuditLine.of("handfast", "notice.webhook", delivery.id().toString(), "failed")
			.withDetail(delivery.contact() + ": " + problem + (givenUp ? "; given up" : "")));
		this.rows.deliveryFailed(delivery, problem, next);
	}

}
