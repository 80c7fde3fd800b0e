package handfast.client;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A line on standard error for what takes longer than a second: counting on a terminal,
 * told once elsewhere.
 *
 * @param counts whether the line is written over each second
 */
record Progress(PrintWriter err, boolean counts) {

	/**
	 * Does the work and tells about it while it lasts.
	 * @param what is being done, such as {@code Making the certificate}
	 */
	<T> T during(String what, Supplier<T> work) {
		Thread teller = Thread.ofVirtual().start(() -> tell(what));
		try {
			return work.get();
		}
		finally {
			end(teller);
		}
	}

	private void tell(String what) {
		try {
			for (int seconds = 1;; seconds++) {
				TimeUnit.SECONDS.sleep(1);
				if (!this.counts) {
					this.err.println(what + " …");
					this.err.flush();
					return;
				}
				this.err.print("\r" + what + " … " + seconds + " s");
				this.err.flush();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			if (this.counts) {
				// Back to the first column, and nothing left of the line.
				this.err.print("\r\u001b[K");
				this.err.flush();
			}
		}
	}

	// Nothing may be printed over what comes next.
	private static void end(Thread teller) {
		teller.interrupt();
		try {
			teller.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
