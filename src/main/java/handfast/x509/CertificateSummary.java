package handfast.x509;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.operator.DefaultAlgorithmNameFinder;
import org.jspecify.annotations.Nullable;

/**
 * A certificate as it was shown, decoded for a reader. What can't be read has its
 * fingerprint and nothing else.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CertificateSummary(@Nullable String subject, @Nullable String issuer, @Nullable String serialNumber,
		List<ObservedName> names, @Nullable Instant notBefore, @Nullable Instant notAfter, String fingerprint,
		@Nullable String keyAlgorithm, @Nullable String signatureAlgorithm) {

	private static final int MOST_NAMES = 200;

	public static CertificateSummary of(byte[] der) {
		String fingerprint = Fingerprint.of(der).hex();
		try {
			X509CertificateHolder certificate = new X509CertificateHolder(der);
			return new CertificateSummary(text(certificate.getSubject()), text(certificate.getIssuer()),
					HexFormat.of().formatHex(certificate.getSerialNumber().toByteArray()), names(certificate),
					certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant(), fingerprint,
					KeyNames.of(certificate.getSubjectPublicKeyInfo()),
					new DefaultAlgorithmNameFinder().getAlgorithmName(certificate.getSignatureAlgorithm()));
		}
		// The library throws what it likes on bytes of a stranger (security §3.6).
		catch (IOException | RuntimeException ex) {
			return new CertificateSummary(null, null, null, List.of(), null, null, fingerprint, null, null);
		}
	}

	public static List<CertificateSummary> of(List<byte[]> chain) {
		return chain.stream().map(CertificateSummary::of).toList();
	}

	private static String text(X500Name name) {
		return Printable.of(DistinguishedName.rfc4514(name));
	}

	private static List<ObservedName> names(X509CertificateHolder certificate) {
		GeneralNames names = GeneralNames.fromExtensions(certificate.getExtensions(), Extension.subjectAlternativeName);
		List<ObservedName> observed = new ArrayList<>();
		if (names != null) {
			for (GeneralName name : names.getNames()) {
				if (observed.size() < MOST_NAMES) {
					observed.add(observe(name));
				}
			}
		}
		return observed;
	}

	private static ObservedName observe(GeneralName name) {
		return switch (name.getTagNo()) {
			case GeneralName.dNSName -> new ObservedName("dns", printable(name));
			case GeneralName.rfc822Name -> new ObservedName("email", printable(name));
			case GeneralName.uniformResourceIdentifier -> new ObservedName("uri", printable(name));
			case GeneralName.iPAddress -> new ObservedName("ip", address(name));
			default -> new ObservedName("other", printable(name));
		};
	}

	private static String printable(GeneralName name) {
		return Printable.of(name.getName().toString());
	}

	private static String address(GeneralName name) {
		byte[] octets = ASN1OctetString.getInstance(name.getName()).getOctets();
		try {
			return InetAddress.getByAddress(octets).getHostAddress();
		}
		catch (UnknownHostException ex) {
			return HexFormat.of().formatHex(octets);
		}
	}

}
