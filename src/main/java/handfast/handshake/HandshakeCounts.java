package handfast.handshake;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

import org.springframework.stereotype.Component;

/**
 * How many handshakes this node has shaken since its start.
 */
@Component
public class HandshakeCounts {

	private final Map<Kind, LongAdder> counts = new ConcurrentHashMap<>();

	void count(String purpose, HandshakeReport report) {
		this.counts.computeIfAbsent(new Kind(purpose, report.verdict()), (kind) -> new LongAdder()).increment();
	}

	/**
	 * Of each kind that there was.
	 */
	public Map<Kind, Long> all() {
		return this.counts.entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> entry.getValue().sum()));
	}

	/**
	 * What is told apart.
	 *
	 * @param purpose {@code proof} of a bundle, {@code site} that someone asked for,
	 * {@code watch} of an installation, {@code discovery} or {@code demonstration}
	 * @param verdict of the report
	 */
	public record Kind(String purpose, String verdict) {
	}

}
