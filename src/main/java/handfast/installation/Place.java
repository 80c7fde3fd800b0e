package handfast.installation;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonValue;
import handfast.egress.EgressGuard.Grants;
import org.jspecify.annotations.Nullable;

/**
 * Where a certificate and its successors are installed.
 *
 * @param certificate the newest that was made for this place
 * @param address {@code host:port} where it is looked at; null for none
 * @param serverName to ask for and to find in the certificate
 * @param startTls protocol to begin with in clear; null for TLS at once
 * @param renew whether its host may renew it by itself
 * @param grants what the watch may reach for the one who made it
 * @param nextLook null where there is no address
 * @param run what the host last said; null for nothing yet
 */
record Place(UUID id, UUID owner, UUID certificate, String target, @Nullable String address, String serverName,
		@Nullable String startTls, boolean renew, Grants grants, Instant createdAt, Seen seen, Instant since,
		@Nullable Instant lookedAt, @Nullable Instant nextLook, @Nullable Run run) {

	/**
	 * What the last look found.
	 *
	 * @param served SHA-256 of the certificate that answered; null for none
	 * @param servedCertificate its id, where it is in the inventory
	 * @param finding code of the diagnosis; null for none
	 * @param detail for people
	 * @param report id of the handshake report; null for none
	 */
	record Seen(Status status, @Nullable String served, @Nullable UUID servedCertificate, @Nullable String finding,
			@Nullable String detail, @Nullable UUID report) {

		static final Seen NOTHING = new Seen(Status.PENDING, null, null, null, null, null);

		boolean isLike(Seen other) {
			return this.status == other.status && Objects.equals(this.served, other.served)
					&& Objects.equals(this.finding, other.finding);
		}

	}

	/**
	 * A line of its history.
	 */
	record Sighting(Instant at, Seen seen) {
	}

	/**
	 * How a run of the kit's script ended.
	 *
	 * @param exit code, as the script's help tells them
	 */
	record Run(Instant at, int exit, String result) {
	}

	/**
	 * What a place serves, beside what it should.
	 */
	enum Status {

		PENDING, PROVEN, DRIFTED, UNREACHABLE, FAILED;

		@JsonValue
		String label() {
			return name().toLowerCase(Locale.ROOT);
		}

		static List<String> labels() {
			return Arrays.stream(values()).map(Status::label).toList();
		}

	}

}
