package handfast.certificate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

import handfast.x509.SerialNumber;

/**
 * Queries to try.
 */
final class CertificateQueries {

	private CertificateQueries() {
	}

	static CertificateQuery named(String name) {
		return new CertificateQuery(SearchKeys.exactly("dns", name), null, null, null, null, null, null, null);
	}

	static CertificateQuery serial(SerialNumber serial) {
		return new CertificateQuery(null, null, null, null, HexFormat.of().formatHex(serial.value().toByteArray()),
				null, null, null);
	}

	/**
	 * Each name with each status, profile, owner and range, or without.
	 */
	static List<CertificateQuery> combinations(Instant now) {
		List<CertificateQuery> queries = new ArrayList<>();
		List<Status> statuses = new ArrayList<>(Arrays.asList(Status.values()));
		statuses.add(null);
		for (String name : new String[] { null, SearchKeys.exactly("dns", "busy.shop.test"), SearchKeys.below("test"),
				SearchKeys.below("d1.test") }) {
			for (Status status : statuses) {
				for (String profile : new String[] { null, "rare", "client", "none" }) {
					UUID owner = (queries.size() % 3 == 0) ? new UUID(7, 1) : null;
					queries.add(new CertificateQuery(name, status, profile, owner, null, null, null, null));
					queries
						.add(new CertificateQuery(name, status, profile, owner, null, null, now.plusSeconds(5), null));
					queries.add(new CertificateQuery(name, status, profile, owner, null, null, now.plusSeconds(5),
							now.minusSeconds(5)));
				}
			}
		}
		return queries;
	}

}
