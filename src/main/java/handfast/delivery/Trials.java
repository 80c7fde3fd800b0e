package handfast.delivery;

import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

import handfast.access.Caller;
import handfast.bundle.Bundle;
import handfast.bundle.Bundles;
import handfast.bundle.OpenedBundle;
import handfast.certificate.Certificate;
import handfast.certificate.Certificates;
import handfast.handshake.AnchorsBroughtAlong;
import handfast.handshake.HandshakeReport;
import handfast.handshake.Handshakes;
import handfast.handshake.ProofOrder;
import handfast.profile.Profile.Purpose;
import handfast.validation.Code;
import handfast.validation.Finding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Puts bundles to the test: reads the bytes back, shakes hands with what they hold, keeps
 * the verdict and tells of it.
 */
@Component
class Trials {

	private static final Logger log = LoggerFactory.getLogger(Trials.class);

	// The report has them all.
	private static final int MOST_FINDINGS = 50;

	private final Bundles bundles;

	private final Handshakes handshakes;

	private final Certificates certificates;

	private final Handshakes.OwnAnchors ownAnchors;

	private final ObjectProvider<AnchorsBroughtAlong> broughtAlong;

	private final ApplicationEventPublisher events;

	private final JsonMapper json;

	Trials(Bundles bundles, Handshakes handshakes, Certificates certificates, Handshakes.OwnAnchors ownAnchors,
			ObjectProvider<AnchorsBroughtAlong> broughtAlong, ApplicationEventPublisher events, JsonMapper json) {
		this.bundles = bundles;
		this.handshakes = handshakes;
		this.certificates = certificates;
		this.ownAnchors = ownAnchors;
		this.broughtAlong = broughtAlong;
		this.events = events;
		this.json = json;
	}

	/**
	 * Whatever goes wrong with the bundle is a failed trial, never an exception.
	 */
	Trial run(Certificate certificate, Supplier<Bundle> making) {
		Trial trial = attempt(certificate, making);
		this.certificates.recordProof(certificate.id(), trial.proof());
		tell(certificate, trial);
		return trial;
	}

	/**
	 * What an earlier trial said, as long as its report is kept.
	 * @throws handfast.problem.Problem {@code NOT_FOUND} or {@code GONE}
	 */
	Certificate.Proof earlier(UUID report, Caller caller) {
		return proof(this.handshakes.require(report, caller));
	}

	private Trial attempt(Certificate certificate, Supplier<Bundle> making) {
		Bundle bundle = null;
		try {
			bundle = making.get();
			HandshakeReport report = this.handshakes.prove(order(certificate, bundle));
			return new Trial(proof(report), bundle, report, report.findings());
		}
		catch (RuntimeException ex) {
			log.error("The self-test of certificate {} broke off", certificate.id(), ex);
			Finding finding = Finding.of(Code.SELF_TEST_BROKE_OFF,
					(bundle == null)
							? "No file could be made of this key and chain, so that nothing was shaken hands with"
							: "The file could not be read back, or the handshake with it broke off");
			return new Trial(new Certificate.Proof(Trial.FAILED, null, "[]", json(List.of(finding))), bundle, null,
					List.of(finding));
		}
	}

	private Certificate.Proof proof(HandshakeReport report) {
		List<Finding> findings = report.findings();
		return new Certificate.Proof(report.verdict(), report.id(), json(report.handshakes()),
				json(findings.subList(0, Math.min(MOST_FINDINGS, findings.size()))));
	}

	// From the bytes alone: what a server would find in them.
	private ProofOrder order(Certificate certificate, Bundle bundle) {
		OpenedBundle opened = this.bundles.open(bundle);
		return new ProofOrder(certificate.id(), opened.privateKey(), opened.keyManager(), der(opened.chain()),
				anchors(certificate), certificate.names(), purposes(opened.chain().getFirst()),
				HexFormat.of().formatHex(bundle.digest()));
	}

	private List<byte[]> anchors(Certificate certificate) {
		if (certificate.authority() != null) {
			return this.ownAnchors.anchors();
		}
		AnchorsBroughtAlong anchors = this.broughtAlong.getIfAvailable(() -> (id) -> List.of());
		return anchors.anchorsOf(certificate.id());
	}

	private static List<byte[]> der(List<X509Certificate> chain) {
		try {
			List<byte[]> der = new ArrayList<>(chain.size());
			for (X509Certificate certificate : chain) {
				der.add(certificate.getEncoded());
			}
			return der;
		}
		catch (CertificateEncodingException ex) {
			throw new IllegalStateException(ex);
		}
	}

	// RFC 5280 §4.2.1.12: without the extension any use goes; the server's is tried.
	private static Set<Purpose> purposes(X509Certificate leaf) {
		Set<Purpose> purposes = EnumSet.noneOf(Purpose.class);
		List<String> extended = extendedKeyUsage(leaf);
		if (extended.contains("1.3.6.1.5.5.7.3.2")) {
			purposes.add(Purpose.CLIENT_AUTH);
		}
		if (purposes.isEmpty() || extended.contains("1.3.6.1.5.5.7.3.1")) {
			purposes.add(Purpose.SERVER_AUTH);
		}
		return purposes;
	}

	private static List<String> extendedKeyUsage(X509Certificate leaf) {
		try {
			return Objects.requireNonNullElse(leaf.getExtendedKeyUsage(), List.of());
		}
		catch (CertificateParsingException ex) {
			return List.of();
		}
	}

	private String json(List<?> values) {
		return this.json.writeValueAsString(values);
	}

	private void tell(Certificate certificate, Trial trial) {
		HandshakeReport report = trial.report();
		if (trial.failed() || report == null) {
			this.events.publishEvent(new ProofFailed(certificate.id(), trial.proof().report()));
		}
		else {
			this.events.publishEvent(new BundleProven(certificate.id(), report.id(), report.verdict()));
		}
	}

}
