package handfast.certificate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import handfast.access.Caller;
import handfast.access.Role;
import handfast.x509.Fingerprint;
import org.jspecify.annotations.Nullable;

/**
 * What is searched for. Each filter that is there must hold.
 *
 * @param nameKey search key of the name, or of all below a domain
 * @param serial content octets, lower-case hex
 * @param expiresBefore notAfter lies before it
 * @param expiresAfter notAfter lies after it
 * @param contact one of those who are told
 */
record CertificateQuery(@Nullable String nameKey, @Nullable Status status, @Nullable String profile,
		@Nullable UUID owner, @Nullable String serial, @Nullable Fingerprint fingerprint,
		@Nullable Instant expiresBefore, @Nullable Instant expiresAfter, @Nullable Contact contact) {

	/**
	 * For whoever is told.
	 */
	CertificateQuery(@Nullable String nameKey, @Nullable Status status, @Nullable String profile, @Nullable UUID owner,
			@Nullable String serial, @Nullable Fingerprint fingerprint, @Nullable Instant expiresBefore,
			@Nullable Instant expiresAfter) {
		this(nameKey, status, profile, owner, serial, fingerprint, expiresBefore, expiresAfter, null);
	}

	/**
	 * Whether it names at most a few certificates by itself.
	 */
	boolean isExact() {
		return this.serial != null || this.fingerprint != null;
	}

	boolean byExpiry() {
		return this.expiresBefore != null || this.expiresAfter != null;
	}

	/**
	 * Search keys that all must hold, the one likely to be the rarest first.
	 */
	List<String> keys(Caller caller) {
		List<String> keys = new ArrayList<>();
		if (this.nameKey != null) {
			keys.add(this.nameKey);
		}
		if (this.contact != null) {
			keys.add(SearchKeys.contact(this.contact));
		}
		if (this.owner != null) {
			keys.add(SearchKeys.owner(this.owner));
		}
		else if (caller.role() == Role.REQUESTER) {
			keys.add(SearchKeys.owner(caller.id()));
		}
		if (this.profile != null) {
			keys.add(SearchKeys.profile(this.profile));
		}
		return keys.isEmpty() ? List.of(SearchKeys.ALL) : keys;
	}

	/**
	 * The whole question put to one certificate. An orphan answers to its serial alone.
	 */
	boolean matches(Certificate certificate, Caller caller, Instant now) {
		return visible(certificate, caller) && (this.status == null || this.status == certificate.status(now))
				&& (this.profile == null || this.profile.equals(certificate.profile()))
				&& (this.owner == null || this.owner.equals(certificate.owner()))
				&& (this.fingerprint == null || this.fingerprint.equals(certificate.fingerprint()))
				&& (this.serial == null || this.serial.equals(certificate.serial()))
				&& (this.expiresBefore == null || certificate.notAfter().isBefore(this.expiresBefore))
				&& (this.expiresAfter == null || certificate.notAfter().isAfter(this.expiresAfter))
				&& (this.contact == null || certificate.upkeep().contacts().contains(this.contact))
				&& named(certificate);
	}

	private boolean visible(Certificate certificate, Caller caller) {
		return caller.sees(certificate.owner()) && switch (certificate.state()) {
			case ISSUED -> true;
			case ORPHANED -> this.serial != null;
			case RESERVED -> false;
		};
	}

	private boolean named(Certificate certificate) {
		return this.nameKey == null
				|| SearchKeys.of(certificate.names(), certificate.owner(), null, List.of()).contains(this.nameKey);
	}

}
