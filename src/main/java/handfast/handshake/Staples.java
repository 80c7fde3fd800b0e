package handfast.handshake;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;

import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.Severity;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.CertificateStatus;
import org.bouncycastle.tls.CertificateStatusType;
import org.bouncycastle.tls.TlsServerCertificate;
import org.jspecify.annotations.Nullable;

/**
 * What a stapled OCSP answer says, and whether one was promised. An answer counts only
 * where the CA that issued the certificate, or one that it has named for this, signed it.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc6960#section-4.2 RFC 6960 §4.2
 * @spec https://www.rfc-editor.org/rfc/rfc7633 RFC 7633
 */
final class Staples {

	private static final int STATUS_REQUEST = 5;

	// What clocks of servers in good order differ by.
	private static final Duration TOLERANCE = Duration.ofMinutes(5);

	private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

	private Staples() {
	}

	/**
	 * The DER of the OCSP response that came with the server's certificate: a message of
	 * its own in TLS 1.2, an extension of the first entry in TLS 1.3.
	 */
	static Optional<byte[]> of(TlsServerCertificate certificate) {
		try {
			CertificateStatus status = certificate.getCertificateStatus();
			if (status != null && status.getStatusType() == CertificateStatusType.ocsp) {
				return Optional.of(status.getOCSPResponse().getEncoded(ASN1Encoding.DER));
			}
			if (certificate.getCertificate().isEmpty()) {
				return Optional.empty();
			}
			CertificateEntry first = certificate.getCertificate().getCertificateEntryAt(0);
			Object extension = (first.getExtensions() != null) ? first.getExtensions().get(STATUS_REQUEST) : null;
			// RFC 9846 §4.4.2.1: status type 1, a length of three octets, the response.
			return (extension instanceof byte[] value && value.length > 4 && value[0] == 1)
					? Optional.of(java.util.Arrays.copyOfRange(value, 4, value.length)) : Optional.empty();
		}
		// The library throws what it likes on bytes of a stranger (security §3.6).
		catch (IOException | RuntimeException ex) {
			return Optional.empty();
		}
	}

	/**
	 * What is wrong by the staple, or by its lack.
	 */
	static List<Finding> check(byte @Nullable [] staple, List<byte[]> chain, List<byte[]> anchors, Instant now) {
		List<Finding> findings = new ArrayList<>();
		try {
			X509CertificateHolder leaf = new X509CertificateHolder(chain.getFirst());
			if (staple == null) {
				if (promisesStaple(leaf)) {
					findings.add(Finding.of(Code.MUST_STAPLE_UNMET,
							"The certificate promises a stapled OCSP answer (TLS feature status_request), and none came"));
				}
				return findings;
			}
			List<byte[]> issuers = new ArrayList<>(chain.subList(1, chain.size()));
			issuers.addAll(anchors);
			read(staple, leaf, issuers, now, findings);
		}
		catch (IOException | OCSPException | OperatorCreationException | CertException | RuntimeException ex) {
			// One that can't be read says nothing; a promise is not kept by it.
		}
		return findings;
	}

	private static void read(byte[] staple, X509CertificateHolder leaf, List<byte[]> issuers, Instant now,
			List<Finding> findings) throws IOException, OCSPException, OperatorCreationException, CertException {
		if (!(new OCSPResp(staple).getResponseObject() instanceof BasicOCSPResp answer)
				|| !isSignedByIssuer(answer, leaf, issuers)) {
			return;
		}
		Instant producedAt = answer.getProducedAt().toInstant();
		if (producedAt.isAfter(now.plus(TOLERANCE))) {
			findings.add(Finding.of(Code.CLOCK_SKEW, "The stapled OCSP answer was produced at " + producedAt
					+ ", which lies ahead of this clock, " + now + ": one of the two is wrong"));
		}
		for (SingleResp single : answer.getResponses()) {
			if (single.getCertID().getSerialNumber().equals(leaf.getSerialNumber())
					&& single.getCertStatus() instanceof RevokedStatus revoked) {
				Date at = revoked.getRevocationTime();
				findings.add(new Finding(Code.REVOKED, Severity.ERROR,
						"The stapled OCSP answer says that the certificate was revoked at " + at.toInstant(),
						Code.REVOKED.fix(), null));
			}
		}
	}

	private static boolean isSignedByIssuer(BasicOCSPResp answer, X509CertificateHolder leaf, List<byte[]> issuers)
			throws IOException, OCSPException, OperatorCreationException, CertException {
		for (byte[] der : issuers) {
			X509CertificateHolder issuer = new X509CertificateHolder(der);
			if (!issuer.getSubject().equals(leaf.getIssuer())) {
				continue;
			}
			ContentVerifierProvider byIssuer = verifier(issuer);
			if (answer.isSignatureValid(byIssuer)) {
				return true;
			}
			for (X509CertificateHolder delegate : answer.getCerts()) {
				ExtendedKeyUsage usage = ExtendedKeyUsage.fromExtensions(delegate.getExtensions());
				if (usage != null && usage.hasKeyPurposeId(KeyPurposeId.id_kp_OCSPSigning)
						&& delegate.isSignatureValid(byIssuer) && answer.isSignatureValid(verifier(delegate))) {
					return true;
				}
			}
		}
		return false;
	}

	private static ContentVerifierProvider verifier(X509CertificateHolder certificate)
			throws OperatorCreationException, CertException {
		try {
			return new JcaContentVerifierProviderBuilder().setProvider(PROVIDER).build(certificate);
		}
		catch (java.security.cert.CertificateException ex) {
			throw new CertException("Not a certificate", ex);
		}
	}

	private static boolean promisesStaple(X509CertificateHolder leaf) {
		Extension feature = leaf.getExtension(LenientCrypto.TLS_FEATURE);
		if (feature == null) {
			return false;
		}
		for (Object value : ASN1Sequence.getInstance(feature.getParsedValue())) {
			if (ASN1Integer.getInstance(value).hasValue(STATUS_REQUEST)) {
				return true;
			}
		}
		return false;
	}

}
