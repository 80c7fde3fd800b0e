package handfast.installation;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import handfast.certificate.Certificate;
import handfast.installation.Place.Run;
import handfast.installation.Place.Seen;
import handfast.installation.Place.Sighting;
import handfast.installation.Place.Status;
import handfast.x509.Fingerprint;
import org.jspecify.annotations.Nullable;

/**
 * An installation as the REST API shows it.
 *
 * @param certificate that it was made for, or that was made for it since
 * @param statusSince when it changed
 * @param checkedAt of the last look; null for none yet
 * @param wanted what it should serve
 * @param served what answered; null for nothing
 * @param finding what is wrong; null where nothing is
 * @param report path of the handshake report of the last change
 * @param lastRun how the host's script ended; null where it has not said
 * @param history there where one was asked for, newest first
 */
public record InstallationView(UUID id, UUID owner, UUID certificate, String target, @Nullable String address,
		String serverName, @Nullable String startTls, boolean renew, Status status, Instant statusSince,
		@Nullable Instant checkedAt, Instant createdAt, Wanted wanted, @Nullable Served served,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Problem finding, @Nullable String report,
		@Nullable Run lastRun, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Event> history) {

	static InstallationView of(Place place, Certificate wanted, @Nullable List<Sighting> history) {
		Seen seen = place.seen();
		return new InstallationView(place.id(), place.owner(), place.certificate(), place.target(), place.address(),
				place.serverName(), place.startTls(), place.renew(), seen.status(), place.since(), place.lookedAt(),
				place.createdAt(),
				new Wanted(wanted.id(), Fingerprint.of(wanted.requireDer()).hex(), wanted.notAfter()),
				(seen.served() != null) ? new Served(seen.served(), seen.servedCertificate()) : null,
				(seen.detail() != null) ? new Problem(seen.finding(), seen.detail()) : null,
				(seen.report() != null) ? "/api/v1/handshakes/" + seen.report() : null, place.run(),
				(history != null) ? history.stream().map(Event::of).toList() : null);
	}

	public record Wanted(UUID certificate, String fingerprint, Instant notAfter) {
	}

	/**
	 * @param certificate its id, where it is in the inventory
	 */
	public record Served(String fingerprint, @Nullable UUID certificate) {
	}

	/**
	 * @param code of the diagnosis
	 * @param detail what is wrong and what to do
	 */
	public record Problem(@Nullable String code, String detail) {
	}

	public record Event(Instant at, Status status, @Nullable String served, @Nullable String code,
			@Nullable String detail) {

		static Event of(Sighting sighting) {
			Seen seen = sighting.seen();
			return new Event(sighting.at(), seen.status(), seen.served(), seen.finding(), seen.detail());
		}

	}

}
