package handfast.egress;

import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * A socket that ends at its deadline. A read timeout alone would never end a peer that
 * sends a byte now and then.
 */
final class GuardedSocket extends Socket {

	private final AtomicBoolean open = new AtomicBoolean(true);

	private final Runnable onClose;

	private volatile @Nullable Future<?> deadline;

	GuardedSocket(Runnable onClose) {
		this.onClose = onClose;
	}

	void closeAfter(ScheduledExecutorService watchdog, Duration time) {
		this.deadline = watchdog.schedule(this::close, time.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Whether its end has begun: the peer may notice before the call returns.
	 */
	@Override
	public boolean isClosed() {
		return !this.open.get() || super.isClosed();
	}

	@Override
	public void close() {
		if (!this.open.compareAndSet(true, false)) {
			return;
		}
		Future<?> pending = this.deadline;
		if (pending != null) {
			pending.cancel(false);
		}
		this.onClose.run();
		try {
			super.close();
		}
		catch (java.io.IOException ex) {
			// It is gone either way.
		}
	}

}
