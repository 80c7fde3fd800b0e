package handfast.installation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import handfast.access.Caller;
import handfast.access.Paging;
import handfast.certificate.StillNeeded;
import handfast.egress.EgressGuard.Grants;
import handfast.enrollment.RenewedByHosts;
import handfast.installation.Place.Run;
import handfast.installation.Place.Seen;
import handfast.installation.Place.Sighting;
import handfast.installation.Place.Status;
import handfast.x509.Cidr;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/**
 * Places as they are kept, and the history of each.
 */
@Component
class PlaceRows implements RenewedByHosts, StillNeeded {

	private static final int MOST_SIGHTINGS = 50;

	private final JdbcClient database;

	PlaceRows(JdbcClient database) {
		this.database = database;
	}

	void insert(Place place) {
		this.database.sql("""
				insert into place (id, owner, certificate, target, address, server_name, start_tls, renew, unrestricted,
				networks, created_at, status, status_since, next_look)
				values (:id, :owner, :certificate, :target, :address, :serverName, :startTls, :renew, :unrestricted,
				:networks, :createdAt, :status, :since, :nextLook)
				""")
			.param("id", place.id())
			.param("owner", place.owner())
			.param("certificate", place.certificate())
			.param("target", place.target())
			.param("address", place.address())
			.param("serverName", place.serverName())
			.param("startTls", place.startTls())
			.param("renew", place.renew())
			.param("unrestricted", place.grants().privateNetworks())
			.param("networks", place.grants().networks().stream().map(Cidr::toString).collect(Collectors.joining(" ")))
			.param("createdAt", at(place.createdAt()))
			.param("status", place.seen().status().label())
			.param("since", at(place.since()))
			.param("nextLook", at(place.nextLook()), Types.TIMESTAMP_WITH_TIMEZONE)
			.update();
	}

	Optional<Place> find(UUID id) {
		return this.database.sql("select * from place where id = :id")
			.param("id", id)
			.query(PlaceRows::read)
			.optional();
	}

	/**
	 * Newest first; a requester's own alone.
	 */
	List<Place> list(Filter filter, Caller caller, Paging paging) {
		StringBuilder sql = new StringBuilder("select * from place where 1 = 1");
		Map<String, Object> parameters = new LinkedHashMap<>();
		if (!caller.sees(null)) {
			and(sql, parameters, "owner", caller.id());
		}
		if (filter.status() != null) {
			and(sql, parameters, "status", filter.status().label());
		}
		if (filter.target() != null) {
			and(sql, parameters, "target", filter.target());
		}
		if (!paging.isFirst()) {
			sql.append(" and id < :before");
			parameters.put("before", UUID.fromString(paging.position().getFirst()));
		}
		sql.append(" order by id desc limit ").append(paging.rows());
		StatementSpec statement = this.database.sql(sql.toString());
		parameters.forEach(statement::param);
		return statement.query(PlaceRows::read).list();
	}

	/**
	 * Those that are looked at there.
	 */
	List<UUID> at(String address) {
		return this.database.sql("select id from place where address = :address order by id")
			.param("address", address)
			.query(UUID.class)
			.list();
	}

	@Override
	public boolean renews(UUID certificate) {
		return this.database.sql("select count(*) from place where certificate = :certificate and renew")
			.param("certificate", certificate)
			.query(Long.class)
			.single() > 0;
	}

	@Override
	public boolean isNeeded(Expired certificate) {
		return this.database.sql("""
				select count(*) from place where certificate = :id or served_certificate = :id
				""").param("id", certificate.id()).query(Long.class).single() > 0;
	}

	/**
	 * Those whose time has come, the longest overdue first.
	 */
	List<Place> due(Instant now, int most) {
		return this.database.sql("select * from place where next_look <= :now order by next_look limit " + most)
			.param("now", at(now))
			.query(PlaceRows::read)
			.list();
	}

	/**
	 * Those whose status is another since then, but for those that were not looked at
	 * yet.
	 */
	List<Place> changedSince(Instant after, int most) {
		return this.database
			.sql("select * from place where status_since > :after and status <> 'pending' order by status_since limit "
					+ most)
			.param("after", at(after))
			.query(PlaceRows::read)
			.list();
	}

	/**
	 * Those whose host has said since then that its script failed.
	 */
	List<Place> failedRunsSince(Instant after, int most) {
		return this.database
			.sql("select * from place where run_at > :after and run_exit <> 0 order by run_at limit " + most)
			.param("after", at(after))
			.query(PlaceRows::read)
			.list();
	}

	/**
	 * How many there are of each status.
	 */
	Map<String, Long> counts() {
		Map<String, Long> counts = new LinkedHashMap<>();
		this.database.sql("select status, count(*) as places from place group by status").query((row) -> {
			counts.put(row.getString("status"), row.getLong("places"));
		});
		return counts;
	}

	/**
	 * Takes the look that is due: of several nodes, one is told so.
	 */
	boolean claim(Place place, Instant next) {
		return this.database.sql("update place set next_look = :next where id = :id and next_look = :seen")
			.param("next", at(next))
			.param("id", place.id())
			.param("seen", at(place.nextLook()), Types.TIMESTAMP_WITH_TIMEZONE)
			.update() == 1;
	}

	void lookSoon(UUID id, Instant at) {
		this.database.sql("update place set next_look = :at where id = :id and address is not null")
			.param("at", at(at))
			.param("id", id)
			.update();
	}

	/**
	 * Keeps what was seen; a change is a line of the history.
	 * @param changed whether it is another than before
	 */
	void see(UUID id, Seen seen, Instant at, boolean changed) {
		StatementSpec update = this.database
			.sql("update place set status = :status, served = :served, finding = :finding,"
					+ " detail = :detail, served_certificate = :certificate, report = :report, looked_at = :at"
					+ (changed ? ", status_since = :at" : "") + " where id = :id");
		bind(update, seen).param("certificate", seen.servedCertificate(), Types.OTHER)
			.param("report", seen.report(), Types.OTHER)
			.param("at", at(at))
			.param("id", id)
			.update();
		if (changed) {
			bind(this.database.sql("insert into place_sighting (place, seen_at, status, served, finding, detail)"
					+ " values (:id, :at, :status, :served, :finding, :detail)"), seen)
				.param("id", id)
				.param("at", at(at))
				.update();
			forgetOldest(id);
		}
	}

	List<Sighting> history(UUID id) {
		return this.database.sql("select * from place_sighting where place = :id order by seen_at desc")
			.param("id", id)
			.query((row, number) -> new Sighting(instant(row, "seen_at"),
					new Seen(status(row), row.getString("served"), null, row.getString("finding"),
							row.getString("detail"), null)))
			.list();
	}

	void ran(UUID id, Run run) {
		this.database.sql("update place set run_at = :at, run_exit = :exit, run_result = :result where id = :id")
			.param("at", at(run.at()))
			.param("exit", run.exit())
			.param("result", run.result())
			.param("id", id)
			.update();
	}

	void certify(UUID id, UUID certificate) {
		this.database.sql("update place set certificate = :certificate where id = :id")
			.param("certificate", certificate)
			.param("id", id)
			.update();
	}

	boolean delete(UUID id) {
		this.database.sql("delete from place_credential where place = :id").param("id", id).update();
		this.database.sql("delete from place_sighting where place = :id").param("id", id).update();
		return this.database.sql("delete from place where id = :id").param("id", id).update() == 1;
	}

	private void forgetOldest(UUID id) {
		List<Sighting> all = history(id);
		if (all.size() > MOST_SIGHTINGS) {
			this.database.sql("delete from place_sighting where place = :id and seen_at < :oldest")
				.param("id", id)
				.param("oldest", at(all.get(MOST_SIGHTINGS - 1).at()))
				.update();
		}
	}

	private static StatementSpec bind(StatementSpec statement, Seen seen) {
		return statement.param("status", seen.status().label())
			.param("served", seen.served(), Types.VARCHAR)
			.param("finding", seen.finding(), Types.VARCHAR)
			.param("detail", seen.detail(), Types.VARCHAR);
	}

	private static void and(StringBuilder sql, Map<String, Object> parameters, String column, Object value) {
		sql.append(" and ").append(column).append(" = :").append(column);
		parameters.put(column, value);
	}

	private static Place read(ResultSet row, int number) throws SQLException {
		String networks = row.getString("networks");
		OffsetDateTime ran = row.getObject("run_at", OffsetDateTime.class);
		return new Place(row.getObject("id", UUID.class), row.getObject("owner", UUID.class),
				row.getObject("certificate", UUID.class), row.getString("target"), row.getString("address"),
				row.getString("server_name"), row.getString("start_tls"), row.getBoolean("renew"),
				new Grants(row.getBoolean("unrestricted"),
						networks.isEmpty() ? List.of() : Arrays.stream(networks.split(" ")).map(Cidr::parse).toList(),
						true),
				instant(row, "created_at"),
				new Seen(status(row), row.getString("served"), row.getObject("served_certificate", UUID.class),
						row.getString("finding"), row.getString("detail"), row.getObject("report", UUID.class)),
				instant(row, "status_since"), nullable(row, "looked_at"), nullable(row, "next_look"),
				(ran != null) ? new Run(ran.toInstant(), row.getInt("run_exit"), row.getString("run_result")) : null);
	}

	private static Status status(ResultSet row) throws SQLException {
		return Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT));
	}

	private static Instant instant(ResultSet row, String column) throws SQLException {
		return row.getObject(column, OffsetDateTime.class).toInstant();
	}

	private static @Nullable Instant nullable(ResultSet row, String column) throws SQLException {
		OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
		return (time != null) ? time.toInstant() : null;
	}

	private static @Nullable OffsetDateTime at(@Nullable Instant instant) {
		return (instant != null) ? instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC) : null;
	}

	/**
	 * What a list is narrowed to.
	 */
	record Filter(@Nullable Status status, @Nullable String target) {
	}

}
