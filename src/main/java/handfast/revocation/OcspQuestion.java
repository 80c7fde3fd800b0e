package handfast.revocation;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPRequest;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.Req;
import org.jspecify.annotations.Nullable;

/**
 * An OCSP request. Who signed it, if anyone did, makes no difference.
 *
 * @param asked at least one
 * @param nonce of 1 to 32 octets; null for none, or for a longer one, which is not echoed
 * @spec https://www.rfc-editor.org/rfc/rfc6960#section-4.1 RFC 6960 §4.1
 */
record OcspQuestion(List<CertificateID> asked, byte @Nullable [] nonce) {

	/**
	 * Longer requests are none that a client would send.
	 */
	static final int LONGEST = 16 * 1024;

	private static final int MOST_ASKED = 50;

	private static final int LONGEST_SERIAL_BITS = 159;

	private static final int LONGEST_NONCE = 128;

	private static final int LONGEST_ECHOED = 32;

	/**
	 * Reads it; empty where it is none, or breaks a rule.
	 */
	static Optional<OcspQuestion> read(byte[] bytes) {
		if (bytes.length > LONGEST) {
			return Optional.empty();
		}
		try {
			// Unlike its constructor from bytes this sees what follows the request.
			OCSPReq request = new OCSPReq(OCSPRequest.getInstance(ASN1Primitive.fromByteArray(bytes)));
			Req[] list = request.getRequestList();
			if (request.getVersionNumber() != 1 || list.length == 0 || list.length > MOST_ASKED
					|| demandsUnknown(request, list)) {
				return Optional.empty();
			}
			return read(request, list);
		}
		catch (IOException | RuntimeException ex) {
			return Optional.empty();
		}
	}

	private static Optional<OcspQuestion> read(OCSPReq request, Req[] list) {
		List<CertificateID> asked = new ArrayList<>();
		for (Req one : list) {
			// Its parts are read here, where what can't be read is refused.
			CertificateID name = one.getCertID();
			if (name.getIssuerNameHash().length == 0 || name.getIssuerKeyHash().length == 0
					|| name.getSerialNumber() == null) {
				return Optional.empty();
			}
			asked.add(name);
		}
		Extension extension = request.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
		if (extension == null) {
			return Optional.of(new OcspQuestion(asked, null));
		}
		byte[] nonce = ASN1OctetString.getInstance(extension.getParsedValue()).getOctets();
		// RFC 9654 §2.1: none of 0 octets, none of over 128
		if (nonce.length == 0 || nonce.length > LONGEST_NONCE) {
			return Optional.empty();
		}
		return Optional.of(new OcspQuestion(asked, (nonce.length <= LONGEST_ECHOED) ? nonce : null));
	}

	// RFC 6960 §4.4: what is critical must be understood.
	private static boolean demandsUnknown(OCSPReq request, Req[] list) {
		boolean demanded = request.getCriticalExtensionOIDs()
			.stream()
			.anyMatch((oid) -> !OCSPObjectIdentifiers.id_pkix_ocsp_nonce.equals(oid));
		return demanded || Arrays.stream(list).map(Req::getSingleRequestExtensions).anyMatch(OcspQuestion::isCritical);
	}

	private static boolean isCritical(@Nullable Extensions extensions) {
		ASN1ObjectIdentifier[] critical = (extensions != null) ? extensions.getCriticalExtensionOIDs()
				: new ASN1ObjectIdentifier[0];
		return critical.length > 0;
	}

	/**
	 * Whether it can be a serial number at all.
	 */
	static boolean isSerial(BigInteger serial) {
		return serial.signum() > 0 && serial.bitLength() <= LONGEST_SERIAL_BITS;
	}

}
