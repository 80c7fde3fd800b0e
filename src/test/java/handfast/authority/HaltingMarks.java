package handfast.authority;

import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Ends the process at a step of the gate, as a power cut would. On the class path of
 * tests alone, and there only where the system property names the step:
 * {@code -Dhandfast.test.halt-at=SIGNED}, and {@code -Dhandfast.test.halt-after=3} for
 * the third time.
 */
@Component
@ConditionalOnProperty("handfast.test.halt-at")
class HaltingMarks implements Marks {

	private final Mark wanted = Mark.valueOf(System.getProperty("handfast.test.halt-at"));

	private final AtomicInteger left = new AtomicInteger(Integer.getInteger("handfast.test.halt-after", 1));

	@Override
	public void reached(Mark mark) {
		if (mark == this.wanted && this.left.decrementAndGet() == 0) {
			Runtime.getRuntime().halt(137);
		}
	}

}
