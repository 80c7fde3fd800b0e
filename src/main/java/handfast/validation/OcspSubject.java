package handfast.validation;

import java.time.Instant;
import java.util.List;

import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.jspecify.annotations.Nullable;

/**
 * An OCSP answer before its lint.
 *
 * @param issuer the CA whose certificates it speaks of
 * @param asked what the request named, in its order
 * @param nonce of the request, null where it brought none that is echoed
 * @param latest no nextUpdate may lie after this, the CRL's own
 */
public record OcspSubject(BasicOCSPResp answer, X509CertificateHolder issuer, List<CertificateID> asked,
		byte @Nullable [] nonce, Instant latest) {
}
