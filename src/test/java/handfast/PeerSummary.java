package handfast;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Says at the end of a run how many tests ran and which peers were missing.
 */
public class PeerSummary implements TestExecutionListener {

	private final AtomicInteger ran = new AtomicInteger();

	private final AtomicInteger skipped = new AtomicInteger();

	@Override
	public void executionSkipped(TestIdentifier test, String reason) {
		this.skipped.incrementAndGet();
	}

	@Override
	public void executionFinished(TestIdentifier test, TestExecutionResult result) {
		if (test.isTest()) {
			boolean aborted = result.getStatus() == TestExecutionResult.Status.ABORTED;
			(aborted ? this.skipped : this.ran).incrementAndGet();
		}
	}

	@Override
	public void testPlanExecutionFinished(TestPlan plan) {
		System.out.println("So far " + this.ran + " tests ran and " + this.skipped + " were skipped; peers missing: "
				+ (Peers.missing().isEmpty() ? "none" : String.join(", ", Peers.missing())));
	}

}
