package handfast.profile;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import handfast.x509.Name;
import handfast.x509.PermitRule;
import org.springframework.stereotype.Component;

/**
 * What may be issued: the built-in entries, the setting's and those that calls added. The
 * latter are read again after a second, so that all nodes soon agree.
 */
@Component
class PermitList {

	private static final long MAXIMUM_AGE = Duration.ofSeconds(1).toNanos();

	// RFC 6761, 6762, 8375 and 1918; .internal by ICANN's resolution of 2024.
	private static final List<String> BUILT_IN = List.of("localhost", ".localhost", ".test", ".internal", ".home.arpa",
			".local", ".lan", "127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7");

	private final PermittedNameRepository repository;

	private final List<Entry> fixed = new ArrayList<>();

	private volatile Snapshot snapshot = new Snapshot(List.of(), System.nanoTime() - 2 * MAXIMUM_AGE);

	PermitList(PermittedNameRepository repository, NamesProperties properties) {
		this.repository = repository;
		properties.rules().forEach((rule) -> this.fixed.add(fixed(rule, PermittedName.Source.SETTING)));
		for (String text : BUILT_IN) {
			this.fixed.add(fixed(PermitRule.parse(text), PermittedName.Source.BUILT_IN));
		}
		OwnHostName.find()
			.map(PermitRule::only)
			.ifPresent((rule) -> this.fixed.add(fixed(rule, PermittedName.Source.BUILT_IN)));
	}

	boolean permits(Name name) {
		return entries().stream().anyMatch((entry) -> entry.rule().permits(name));
	}

	/**
	 * All, those of calls first, the newest of them first.
	 */
	List<Entry> entries() {
		Snapshot current = this.snapshot;
		if (System.nanoTime() - current.readAt() > MAXIMUM_AGE) {
			current = read();
			this.snapshot = current;
		}
		return current.entries();
	}

	Optional<Entry> find(PermitRule rule) {
		return read().entries().stream().filter((entry) -> entry.rule().equals(rule)).findFirst();
	}

	/**
	 * Has the next question read the rows anew.
	 */
	void forget() {
		this.snapshot = new Snapshot(List.of(), System.nanoTime() - 2 * MAXIMUM_AGE);
	}

	private Snapshot read() {
		long now = System.nanoTime();
		List<Entry> entries = new ArrayList<>();
		this.repository.findAllByOrderByIdDesc().forEach((row) -> entries.add(added(row.toPermittedName())));
		entries.addAll(this.fixed);
		return new Snapshot(List.copyOf(entries), now);
	}

	private static Entry fixed(PermitRule rule, PermittedName.Source source) {
		UUID id = UUID.nameUUIDFromBytes((source + rule.value()).getBytes(StandardCharsets.UTF_8));
		return new Entry(new PermittedName(id, rule.value(), source, null, null, null), rule);
	}

	private static Entry added(PermittedName name) {
		return new Entry(name, PermitRule.parse(name.value()));
	}

	record Entry(PermittedName name, PermitRule rule) {
	}

	private record Snapshot(List<Entry> entries, long readAt) {
	}

}
