package handfast.authority;

import java.time.Instant;
import java.util.List;

import handfast.certificate.Certificate;
import handfast.certificate.Reservation;
import handfast.x509.Fingerprint;

/**
 * The certificate that an intent became, as the inventory would show it, without asking
 * it.
 */
final class Issued {

	private Issued() {
	}

	static Certificate of(Reservation intent, byte[] der, List<byte[]> chain, Instant createdAt) {
		return new Certificate(intent.id(), Certificate.State.ISSUED, intent.kind(), intent.serial().hex(),
				intent.owner(), intent.profile(), intent.profileVersion(), intent.names(), intent.subject(),
				intent.issuer(), intent.authority(), intent.issuerKey(), intent.shard(), intent.notBefore(),
				intent.notAfter(), Fingerprint.of(der), intent.keyAlgorithm(), intent.subjectKey(), intent.keyHeld(),
				intent.lineage(), intent.predecessor(), null, null, der, chain, null, createdAt, false,
				intent.upkeep());
	}

}
