package handfast.revocation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

import handfast.authority.Authorities;
import handfast.authority.Authority;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;

import org.springframework.stereotype.Component;

/**
 * The issuing CAs by the hashes that requests name them by: of the name, and of the key.
 * The root is none of them: its key does not answer strangers, and its CRL is short.
 */
@Component
class OcspIssuers {

	private final Authorities authorities;

	private volatile Map<String, Authority> known = Map.of();

	OcspIssuers(Authorities authorities) {
		this.authorities = authorities;
	}

	/**
	 * Whose certificate is asked about.
	 */
	Optional<Authority> find(CertificateID asked) {
		return Optional.ofNullable(this.known.get(key(asked.toASN1Primitive())));
	}

	void readAgain() {
		Map<String, Authority> read = new HashMap<>();
		for (Authority authority : this.authorities.all()) {
			if (authority.kind() == Authority.Kind.ISSUING) {
				for (OcspForm form : OcspForm.values()) {
					read.put(key(idOf(authority, form)), authority);
				}
			}
		}
		this.known = Map.copyOf(read);
	}

	/**
	 * As a request names a certificate of the CA.
	 */
	static CertID idOf(Authority issuer, OcspName name) {
		CertID issued = idOf(issuer, name.form());
		return new CertID(issued.getHashAlgorithm(), issued.getIssuerNameHash(), issued.getIssuerKeyHash(),
				new ASN1Integer(name.serial().value()));
	}

	private static CertID idOf(Authority issuer, OcspForm form) {
		X509CertificateHolder certificate = issuer.holder();
		try {
			return new CertID(form.algorithm(), hash(form, certificate.getSubject().getEncoded(ASN1Encoding.DER)),
					hash(form, certificate.getSubjectPublicKeyInfo().getPublicKeyData().getBytes()),
					new ASN1Integer(0));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static ASN1OctetString hash(OcspForm form, byte[] bytes) {
		try {
			return new DEROctetString(MessageDigest.getInstance(form.digest()).digest(bytes));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String key(CertID id) {
		HexFormat hex = HexFormat.of();
		return id.getHashAlgorithm().getAlgorithm() + ":" + hex.formatHex(id.getIssuerNameHash().getOctets()) + ":"
				+ hex.formatHex(id.getIssuerKeyHash().getOctets());
	}

}
