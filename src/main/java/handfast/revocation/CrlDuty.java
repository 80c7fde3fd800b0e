package handfast.revocation;

import java.time.Instant;
import java.util.UUID;

import handfast.certificate.StillNeeded;

import org.springframework.stereotype.Component;

/**
 * What is revoked stays until it has left the lists, the shard's and the whole one.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-3.3 RFC 5280 §3.3
 */
@Component
class CrlDuty implements StillNeeded {

	private final CrlRows rows;

	CrlDuty(CrlRows rows) {
		this.rows = rows;
	}

	@Override
	public boolean isNeeded(Expired certificate) {
		UUID caKey = certificate.issuerKey();
		return certificate.revoked() && caKey != null && !(hasLeft(caKey, certificate.shard(), certificate.notAfter())
				&& hasLeft(caKey, CrlScope.WHOLE, certificate.notAfter()));
	}

	private boolean hasLeft(UUID caKey, int shard, Instant notAfter) {
		return this.rows.newest(caKey, shard).filter((crl) -> notAfter.isBefore(crl.horizon())).isPresent();
	}

}
