package handfast.installation;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

import handfast.access.Caller;
import handfast.access.Idempotency;
import handfast.access.IdempotencyKey;
import handfast.access.Paging;
import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.certificate.Certificate;
import handfast.certificate.Certificates;
import handfast.egress.EgressGuard.Grants;
import handfast.handshake.Target;
import handfast.installation.Place.Run;
import handfast.installation.Place.Seen;
import handfast.installation.Place.Sighting;
import handfast.installation.PlaceRows.Filter;
import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.storage.Durability;
import handfast.validation.Code;
import handfast.validation.NameMatching;
import handfast.validation.Violation;
import handfast.x509.MalformedException;
import handfast.x509.Name;
import handfast.x509.ObservedName;
import handfast.x509.Text;
import handfast.x509.TimeOrderedIds;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Places: made, listed, ended, and what their hosts say.
 */
@Service
class Places {

	// A lineage is followed as far as anyone has renewed by hand.
	private static final int MOST_SUCCESSORS = 1000;

	private final PlaceRows rows;

	private final KitTargets targets;

	private final Certificates certificates;

	private final AuditLog audit;

	private final Durability durability;

	private final Idempotency idempotency;

	private final TransactionOperations transactions;

	private final TimeOrderedIds ids;

	private final Clock clock;

	Places(PlaceRows rows, KitTargets targets, Certificates certificates, AuditLog audit, Durability durability,
			Idempotency idempotency, TransactionOperations transactions, TimeOrderedIds ids, Clock clock) {
		this.rows = rows;
		this.targets = targets;
		this.certificates = certificates;
		this.audit = audit;
		this.durability = durability;
		this.idempotency = idempotency;
		this.transactions = transactions;
		this.ids = ids;
		this.clock = clock;
	}

	/**
	 * Makes one, to be looked at within seconds if it has an address.
	 * @throws Problem {@code INVALID_REQUEST} for a wrong order, {@code NOT_FOUND} where
	 * the caller has no such certificate, {@code CONFLICT} where it can't be installed
	 */
	Place create(NewPlace order, Caller caller, Optional<IdempotencyKey> key) {
		Optional<UUID> earlier = key.flatMap(this.idempotency::find);
		if (earlier.isPresent()) {
			return require(earlier.get(), caller);
		}
		Certificate certificate = requireInstallable(this.certificates.require(order.certificate(), caller));
		KitTarget target = this.targets.find(order.target()).orElseThrow(() -> unknown(order.target()));
		if (order.startTls() != null && !KitTargetYaml.START_TLS.contains(order.startTls())) {
			throw refused("/startTls", Code.UNKNOWN_VALUE,
					"Write one of " + String.join(", ", new TreeSet<>(KitTargetYaml.START_TLS)));
		}
		Target address = address(order.address(), target);
		String serverName = serverName(order.serverName(), address, certificate);
		Instant now = now();
		Place place = new Place(this.ids.next(), caller.id(), certificate.id(), target.name(), show(address),
				serverName,
				(order.startTls() != null) ? nullIfNone(order.startTls())
						: target.startTlsAt((address != null) ? address.port() : target.usualPort()),
				order.renew(), new Grants(caller.isAdministrator(), caller.networks(), true), now, Seen.NOTHING, now,
				null, (address != null) ? now : null, null);
		record(AuditLine.of(caller.actor(), "installation.create", place.id().toString(), "done")
			.withDetail(target.name() + " " + certificate.id())
			.withRequest(caller.requestId()), () -> {
				key.ifPresent((given) -> this.idempotency.claim(given, place.id()));
				this.rows.insert(place);
			});
		return place;
	}

	/**
	 * One that the caller may see.
	 * @throws Problem {@code NOT_FOUND}
	 */
	Place require(UUID id, Caller caller) {
		return this.rows.find(id).filter((place) -> caller.sees(place.owner())).orElseThrow(() -> notFound(id));
	}

	/**
	 * That of a host.
	 * @throws Problem {@code NOT_FOUND} for any but its own
	 */
	Place requireOwn(UUID id, Optional<UUID> own) {
		return own.filter(id::equals).flatMap(this.rows::find).orElseThrow(() -> notFound(id));
	}

	List<Place> list(Filter filter, Caller caller, Paging paging) {
		return this.rows.list(filter, caller, paging);
	}

	List<Sighting> history(Place place) {
		return this.rows.history(place.id());
	}

	/**
	 * What the place should serve: where its host renews by itself, what was made for it;
	 * else the newest of the line.
	 */
	Certificate wanted(Place place) {
		Certificate wanted = this.certificates.find(place.certificate()).orElseThrow();
		for (int i = 0; !place.renew() && i < MOST_SUCCESSORS; i++) {
			Optional<Certificate> next = Optional.ofNullable(wanted.successor()).flatMap(this.certificates::find);
			if (next.isEmpty() || next.get().state() != Certificate.State.ISSUED || next.get().revocation() != null) {
				return wanted;
			}
			wanted = next.get();
		}
		return wanted;
	}

	/**
	 * Ends it and voids its credentials. What it serves is left as it is.
	 * @throws Problem {@code NOT_FOUND}
	 */
	void delete(UUID id, Caller caller) {
		Place place = require(id, caller);
		record(AuditLine.of(caller.actor(), "installation.delete", place.id().toString(), "done")
			.withRequest(caller.requestId()), () -> {
				if (!this.rows.delete(id)) {
					throw notFound(id);
				}
			});
	}

	/**
	 * Keeps what a host says of a run, and looks soon at what it serves now.
	 */
	void report(Place place, int exit, String result, Caller host) {
		Instant now = now();
		record(AuditLine.of(host.actor(), "installation.report", place.id().toString(), (exit == 0) ? "done" : "failed")
			.withDetail("exit " + exit)
			.withRequest(host.requestId()), () -> {
				this.rows.ran(place.id(), new Run(now, exit, result));
				this.rows.lookSoon(place.id(), now);
			});
	}

	KitTarget target(Place place) {
		return this.targets.find(place.target())
			.orElseThrow(() -> ProblemType.CONFLICT.because("The target " + place.target()
					+ " is no longer there: bring its file back under targets in the home, or make a new installation."));
	}

	/**
	 * Does it and has it on record before anyone hears of it.
	 */
	void record(AuditLine line, Runnable change) {
		AuditLog.Ticket ticket = this.transactions.execute((status) -> {
			change.run();
			return this.audit.append(line);
		});
		this.durability.await();
		Objects.requireNonNull(ticket).await();
	}

	private Certificate requireInstallable(Certificate certificate) {
		if (certificate.kind() != Certificate.Kind.END_ENTITY) {
			throw ProblemType.CONFLICT.because("This is the certificate of a CA, which no server serves by itself.");
		}
		if (certificate.revocation() != null) {
			throw ProblemType.CONFLICT.because("The certificate is revoked: install another.");
		}
		if (certificate.notAfter().isBefore(this.clock.instant())) {
			throw ProblemType.CONFLICT.because("The certificate has expired: renew it with POST /api/v1/certificates/"
					+ certificate.id() + "/renewal, and install its successor.");
		}
		return certificate;
	}

	private Problem unknown(String name) {
		return refused("/target", Code.UNKNOWN_VALUE,
				"There is no target " + Text.printable(name) + "; write one of "
						+ String.join(", ", this.targets.all().stream().map(KitTarget::name).toList())
						+ ". Any other server is files");
	}

	private static @Nullable Target address(@Nullable String text, KitTarget target) {
		if (text == null) {
			return null;
		}
		return Target.parse(text)
			.or(() -> Target.parse(text + ":" + target.usualPort()))
			.orElseThrow(() -> refused("/address", Code.MALFORMED_VALUE,
					"Write host and port as shop.test:443, 10.1.2.3:443 or [fd00::1]:443"));
	}

	private static @Nullable String show(@Nullable Target address) {
		if (address == null) {
			return null;
		}
		return (address.host().contains(":") ? "[" + address.host() + "]" : address.host()) + ":" + address.port();
	}

	/**
	 * The name to ask for: as said, else the address's own if the certificate holds it,
	 * else the certificate's first.
	 */
	private static String serverName(@Nullable String said, @Nullable Target address, Certificate certificate) {
		List<Name> names = names(certificate);
		if (said != null) {
			return names.stream()
				.filter((name) -> holds(name, said))
				.findFirst()
				.map((name) -> said.toLowerCase(Locale.ROOT))
				.orElseThrow(() -> refused("/serverName", Code.UNKNOWN_VALUE,
						"The certificate does not hold this name; write one of "
								+ String.join(", ", names.stream().map(Name::value).toList())));
		}
		if (address != null && names.stream().anyMatch((name) -> holds(name, address.host()))) {
			return address.host();
		}
		return names.stream()
			.filter((name) -> name.type().equals("dns") || name.type().equals("ip"))
			.map((name) -> name.value().replaceFirst("^\\*\\.", "selftest."))
			.findFirst()
			.orElse("");
	}

	private static boolean holds(Name presented, String wanted) {
		try {
			return NameMatching.covers(presented, Name.parse(wanted));
		}
		catch (MalformedException ex) {
			return false;
		}
	}

	private static List<Name> names(Certificate certificate) {
		List<Name> names = new ArrayList<>();
		for (ObservedName name : certificate.names()) {
			try {
				names.add(Name.parse(name.value()));
			}
			catch (MalformedException ex) {
				// One of another CA's that we would not issue.
			}
		}
		return names;
	}

	private static @Nullable String nullIfNone(String protocol) {
		return protocol.equals("none") ? null : protocol;
	}

	private Instant now() {
		return this.clock.instant().truncatedTo(ChronoUnit.MICROS);
	}

	static Problem refused(String field, Code code, String message) {
		return ProblemType.INVALID_REQUEST.because(message)
			.with("violations", List.of(new Violation(field, code, message)));
	}

	private static Problem notFound(UUID id) {
		return ProblemType.NOT_FOUND
			.because("There is no installation " + id + "; GET /api/v1/installations lists those that you may see");
	}

	/**
	 * What is asked for.
	 *
	 * @param address null for none
	 * @param serverName null for the one that fits
	 * @param startTls null for what the target does at that port; {@code none} for TLS at
	 * once
	 */
	record NewPlace(UUID certificate, String target, @Nullable String address, @Nullable String serverName,
			@Nullable String startTls, boolean renew) {
	}

}
