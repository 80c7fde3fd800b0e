package handfast.revocation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;

import handfast.authority.Authority;
import handfast.authority.OcspProperties;
import handfast.authority.OcspSigner;
import handfast.authority.OcspSigners;
import handfast.problem.ProblemType;
import handfast.storage.ServiceState;
import handfast.validation.Finding;
import handfast.validation.OcspLints;
import handfast.validation.OcspSubject;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.ResponderID;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Signs one answer, and looks at it with the lints before anyone gets it.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc6960#section-4.2 RFC 6960 §4.2
 */
@Component
class OcspMaker {

	private final OcspSigners signers;

	private final Served crls;

	private final ServiceState serviceState;

	private final OcspProperties properties;

	private final Clock clock;

	OcspMaker(OcspSigners signers, Served crls, ServiceState serviceState, OcspProperties properties, Clock clock) {
		this.signers = signers;
		this.crls = crls;
		this.serviceState = serviceState;
		this.properties = properties;
		this.clock = clock;
	}

	/**
	 * Signs.
	 * @param shards whose CRLs the answer must not outlive
	 * @param nonce null for none
	 * @throws handfast.problem.Problem where nothing can be signed now
	 */
	MadeAnswer make(Authority issuer, List<Said> said, List<Integer> shards, byte @Nullable [] nonce) {
		this.serviceState.requireReadyToSign();
		OcspSigner signer = this.signers.find(issuer.key())
			.orElseThrow(() -> ProblemType.SEALED.because("There is no OCSP signer of " + issuer.name() + " here"));
		Instant now = this.clock.instant().truncatedTo(ChronoUnit.SECONDS);
		Instant crl = shards.stream()
			.map((shard) -> endOfCrl(issuer, shard))
			.min(Instant::compareTo)
			.orElseGet(() -> endOfCrl(issuer, CrlScope.WHOLE));
		Instant nextUpdate = earliest(now.plus(this.properties.answerLifetime()), crl, signer.notAfter());
		if (!nextUpdate.isAfter(now)) {
			throw ProblemType.SEALED.because("The CRL of " + issuer.name() + " or its OCSP signer has run out");
		}
		BasicOCSPResp answer = sign(signer, said, now, nextUpdate, nonce);
		List<Finding> findings = OcspLints
			.check(new OcspSubject(answer, issuer.holder(), said.stream().map(Said::asked).toList(), nonce, crl));
		if (!findings.isEmpty()) {
			throw new IllegalStateException("The OCSP answer would break a rule: " + findings);
		}
		return new MadeAnswer(now, nextUpdate, successful(answer));
	}

	private BasicOCSPResp sign(OcspSigner signer, List<Said> said, Instant now, Instant nextUpdate,
			byte @Nullable [] nonce) {
		BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(byKey(signer.certificate()));
		said.forEach((one) -> builder.addResponse(one.asked(), one.status().toCertificateStatus(), Date.from(now),
				Date.from(nextUpdate)));
		try {
			if (nonce != null) {
				builder.setResponseExtensions(new Extensions(new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
						false, new DEROctetString(nonce).getEncoded())));
			}
			return builder.build(signer.contentSigner(), new X509CertificateHolder[] { signer.certificate() },
					Date.from(now));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (OCSPException ex) {
			throw new IllegalStateException(ex);
		}
	}

	// A shard that was just opened has no CRL for some seconds.
	private Instant endOfCrl(Authority issuer, int shard) {
		return this.crls.find(new Served.Key(issuer.id(), shard))
			.or(() -> this.crls.find(new Served.Key(issuer.id(), CrlScope.WHOLE)))
			.map(Served.Crl::nextUpdate)
			.orElse(Instant.EPOCH);
	}

	// RFC 6960 §4.2.1: SHA-1 of the key's bits, which names it and protects nothing
	private static RespID byKey(X509CertificateHolder signer) {
		try {
			return new RespID(new ResponderID(new DEROctetString(MessageDigest.getInstance("SHA-1")
				.digest(signer.getSubjectPublicKeyInfo().getPublicKeyData().getBytes()))));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static byte[] successful(BasicOCSPResp answer) {
		try {
			return new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, answer).getEncoded();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (OCSPException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Instant earliest(Instant one, Instant other, Instant third) {
		Instant earlier = one.isBefore(other) ? one : other;
		return earlier.isBefore(third) ? earlier : third;
	}

	/**
	 * What is said of one certificate.
	 */
	record Said(CertificateID asked, OcspStatus status) {
	}

	/**
	 * An answer that was signed.
	 *
	 * @param der of the OCSPResponse
	 */
	record MadeAnswer(Instant thisUpdate, Instant nextUpdate, byte[] der) {
	}

}
