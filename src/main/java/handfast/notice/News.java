package handfast.notice;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonValue;
import handfast.certificate.Certificate;
import handfast.x509.ObservedName;
import org.jspecify.annotations.Nullable;

/**
 * One thing to be told, as webhooks send it.
 *
 * @param id of this notice; the same however often it is sent
 * @param at when it was found
 * @param title what happened, in a sentence without its end
 * @param detail more of it; null for none
 * @param advice what to do
 * @param ends when the certificate, CA or CRL ends; null where that is not the matter
 */
@JsonInclude(Include.NON_NULL)
record News(UUID id, Kind kind, Instant at, String title, @Nullable String detail, String advice,
		@Nullable Instant ends, @Nullable AboutCertificate certificate, @Nullable AboutInstallation installation,
		@Nullable AboutAuthority authority) {

	/**
	 * What it is about.
	 */
	enum Kind {

		RENEWAL_FAILED("renewal-failed", "Renewals that failed"),

		INSTALLATION_FAILED("installation-failed", "Installations that went wrong"),

		INSTALLATION_PROVEN("installation-proven", "Installations that are well again"),

		CERTIFICATE_EXPIRES("certificate-expires", "Certificates that end"),

		AUTHORITY_EXPIRES("authority-expires", "CAs that end"),

		CRL_EXPIRES("crl-expires", "CRLs that run out");

		private final String label;

		private final String heading;

		Kind(String label, String heading) {
			this.label = label;
			this.heading = heading;
		}

		@JsonValue
		String label() {
			return this.label;
		}

		String heading() {
			return this.heading;
		}

	}

	/**
	 * The certificate that it is about.
	 */
	record AboutCertificate(UUID id, String serialNumber, List<String> names, String subject, String issuer,
			Instant notAfter, UUID owner) {

		static AboutCertificate of(Certificate certificate) {
			return new AboutCertificate(certificate.id(), certificate.serial(),
					certificate.names().stream().map(ObservedName::value).toList(), certificate.subject(),
					certificate.issuer(), certificate.notAfter(), certificate.owner());
		}

	}

	/**
	 * The installation that it is about.
	 *
	 * @param status as {@code GET /api/v1/installations} shows it
	 */
	record AboutInstallation(UUID id, String target, @Nullable String address, String status) {
	}

	/**
	 * The CA that it is about.
	 */
	record AboutAuthority(UUID id, String name) {
	}

}
