package handfast.operations;

import handfast.certificate.Certificate;
import handfast.revocation.InUse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Renews our own certificate daily where it is due, and before it is revoked, and swaps
 * it without closing the port.
 */
@Component
@ConditionalOnWebApplication
class OwnRenewal implements InUse {

	private static final Logger logger = LoggerFactory.getLogger(OwnRenewal.class);

	private final OwnCertificate ownCertificate;

	private final HttpsDoor door;

	OwnRenewal(OwnCertificate ownCertificate, HttpsDoor door) {
		this.ownCertificate = ownCertificate;
		this.door = door;
	}

	@Scheduled(fixedDelayString = "P1D", initialDelayString = "P1D")
	synchronized void renewWhereDue() {
		if (this.ownCertificate.ensure()) {
			this.door.swap();
			logger.info("The HTTPS door has a new certificate");
		}
	}

	@Override
	public synchronized void replace(Certificate certificate) {
		if (this.ownCertificate.replace(certificate.id())) {
			this.door.swap();
			logger.info("The HTTPS door has a new certificate, since its last one is being revoked");
		}
	}

}
