package handfast.key;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Looks every 5 s whether a ready key is missing, and makes one while the machine has
 * nothing better to do. Starts when the service is up, so that no start waits for it.
 */
@Component
class ReadyKeyKeeper implements DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(ReadyKeyKeeper.class);

	private final SubjectKeys keys;

	private final KeyEncryptionKeys keks;

	private final KeySettings settings;

	private final ScheduledExecutorService timer = Executors
		.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("ready-keys").daemon().factory());

	ReadyKeyKeeper(SubjectKeys keys, KeyEncryptionKeys keks, KeySettings settings) {
		this.keys = keys;
		this.keks = keks;
		this.settings = settings;
	}

	@EventListener(ApplicationReadyEvent.class)
	void start() {
		if (this.settings.readyRsa() > 0) {
			this.timer.scheduleWithFixedDelay(this::look, 5, 5, TimeUnit.SECONDS);
		}
	}

	@Override
	public void destroy() {
		this.timer.shutdownNow();
	}

	private void look() {
		try {
			if (!this.keks.sealed()) {
				this.keys.prepareOne();
			}
		}
		catch (RuntimeException ex) {
			// The next look may find the database back; a request makes its key itself
			logger.debug("No key could be made ready", ex);
		}
	}

}
