package handfast.validation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import handfast.x509.Der;
import handfast.x509.DistinguishedName;
import handfast.x509.Fingerprint;
import handfast.x509.MalformedException;
import handfast.x509.Text;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * A certificate of anybody's, read once; its extensions are empty where they are absent
 * or can't be read, and {@link #unreadable()} lists the latter.
 */
final class PathCertificate {

	private static final int LARGEST = 256 * 1024;

	private static final int LARGEST_KEPT = 8 * 1024;

	// Those of CAs come again with each leaf. What is read from the same bytes is the
	// same.
	private static final Cache<ByteBuffer, PathCertificate> CAS = Caffeine.newBuilder()
		.maximumSize(100)
		.expireAfterAccess(Duration.ofMinutes(10))
		.build();

	private final byte[] der;

	private final X509CertificateHolder holder;

	private final Fingerprint fingerprint;

	private final Map<ASN1ObjectIdentifier, Extension> extensions = new LinkedHashMap<>();

	private final List<ASN1ObjectIdentifier> unreadable = new ArrayList<>();

	private final boolean strict;

	private final Optional<BasicConstraints> basicConstraints;

	private final Optional<KeyUsage> keyUsage;

	private final Optional<ExtendedKeyUsage> extendedKeyUsage;

	private final Optional<GeneralNames> alternativeNames;

	private final Optional<NameConstraints> nameConstraints;

	private final Optional<byte[]> subjectKeyId;

	private final Optional<byte[]> authorityKeyId;

	private PathCertificate(byte[] der, X509CertificateHolder holder) {
		this.der = der;
		this.holder = holder;
		this.fingerprint = Fingerprint.of(der);
		this.strict = isStrict(der);
		for (Object oid : holder.getExtensionOIDs()) {
			this.extensions.put((ASN1ObjectIdentifier) oid, holder.getExtension((ASN1ObjectIdentifier) oid));
		}
		this.basicConstraints = read(Extension.basicConstraints, BasicConstraints::getInstance);
		this.keyUsage = read(Extension.keyUsage, KeyUsage::getInstance);
		this.extendedKeyUsage = read(Extension.extendedKeyUsage, ExtendedKeyUsage::getInstance);
		this.alternativeNames = read(Extension.subjectAlternativeName, GeneralNames::getInstance);
		this.nameConstraints = read(Extension.nameConstraints, NameConstraints::getInstance);
		this.subjectKeyId = read(Extension.subjectKeyIdentifier, SubjectKeyIdentifier::getInstance)
			.map(SubjectKeyIdentifier::getKeyIdentifier);
		this.authorityKeyId = read(Extension.authorityKeyIdentifier, AuthorityKeyIdentifier::getInstance)
			.flatMap((id) -> Optional.ofNullable(id.getKeyIdentifierOctets()));
	}

	/**
	 * Reads the bytes.
	 * @throws MalformedException with code {@code malformed-certificate} or
	 * {@code extension-repeated}
	 */
	static PathCertificate read(byte[] der) {
		if (der.length > LARGEST) {
			throw new MalformedException("malformed-certificate", "is larger than 256 KiB");
		}
		PathCertificate known = CAS.getIfPresent(ByteBuffer.wrap(der));
		if (known != null) {
			return known;
		}
		PathCertificate certificate = readAnew(der);
		if (certificate.isCa() && der.length <= LARGEST_KEPT) {
			CAS.put(ByteBuffer.wrap(certificate.der()), certificate);
		}
		return certificate;
	}

	private static PathCertificate readAnew(byte[] der) {
		try {
			PathCertificate certificate = new PathCertificate(der.clone(), new X509CertificateHolder(der));
			// These two are read late by the library, and asked for often.
			certificate.notAfter();
			certificate.notBefore();
			// A name notes that its hash is known before it is: who asks from another
			// thread
			// meanwhile would be told 0, and find no issuer by it.
			certificate.subject().hashCode();
			certificate.issuer().hashCode();
			return certificate;
		}
		// The library ends hostile input in several unchecked exceptions.
		catch (IOException | RuntimeException | StackOverflowError ex) {
			throw repeatsAnExtension(der) ? new MalformedException("extension-repeated", "has an extension twice")
					: new MalformedException("malformed-certificate", "can't be read as a certificate");
		}
	}

	byte[] der() {
		return this.der;
	}

	X509CertificateHolder holder() {
		return this.holder;
	}

	Fingerprint fingerprint() {
		return this.fingerprint;
	}

	/**
	 * Whether its bytes are DER.
	 */
	boolean isStrictDer() {
		return this.strict;
	}

	X500Name subject() {
		return this.holder.getSubject();
	}

	X500Name issuer() {
		return this.holder.getIssuer();
	}

	SubjectPublicKeyInfo publicKey() {
		return this.holder.getSubjectPublicKeyInfo();
	}

	Instant notBefore() {
		return this.holder.getNotBefore().toInstant();
	}

	Instant notAfter() {
		return this.holder.getNotAfter().toInstant();
	}

	/**
	 * Whether subject and issuer are one name; such a certificate does not count for
	 * lengths and name constraints (RFC 5280 §6.1).
	 */
	boolean isSelfIssued() {
		return subject().equals(issuer());
	}

	boolean isCa() {
		return this.basicConstraints.map(BasicConstraints::isCA).orElse(false);
	}

	Map<ASN1ObjectIdentifier, Extension> extensions() {
		return this.extensions;
	}

	/**
	 * Extensions that are there and can't be read.
	 */
	List<ASN1ObjectIdentifier> unreadable() {
		return this.unreadable;
	}

	Optional<BasicConstraints> basicConstraints() {
		return this.basicConstraints;
	}

	Optional<KeyUsage> keyUsage() {
		return this.keyUsage;
	}

	Optional<ExtendedKeyUsage> extendedKeyUsage() {
		return this.extendedKeyUsage;
	}

	Optional<GeneralNames> alternativeNames() {
		return this.alternativeNames;
	}

	List<GeneralName> names() {
		return this.alternativeNames.map((names) -> Arrays.asList(names.getNames())).orElse(List.of());
	}

	Optional<NameConstraints> nameConstraints() {
		return this.nameConstraints;
	}

	Optional<byte[]> subjectKeyId() {
		return this.subjectKeyId;
	}

	Optional<byte[]> authorityKeyId() {
		return this.authorityKeyId;
	}

	/**
	 * Whether the key identifiers speak for that issuer, or at least not against it.
	 */
	boolean mayNameKeyOf(PathCertificate issuer) {
		return this.authorityKeyId.isEmpty() || issuer.subjectKeyId.isEmpty()
				|| MessageDigest.isEqual(this.authorityKeyId.get(), issuer.subjectKeyId.get());
	}

	/**
	 * The subject for people, bounded; the serial number where the subject is empty.
	 */
	String shownSubject() {
		return shown(subject(), () -> "the certificate with serial number "
				+ Text.printable(HexFormat.of().formatHex(this.holder.getSerialNumber().toByteArray())));
	}

	String shownIssuer() {
		return shown(issuer(), () -> "an issuer without a name");
	}

	private static String shown(X500Name name, Supplier<String> otherwise) {
		String text = DistinguishedName.rfc4514(name);
		return text.isEmpty() ? otherwise.get() : Text.printable(text);
	}

	private <T> Optional<T> read(ASN1ObjectIdentifier oid, Function<ASN1Encodable, @Nullable T> reader) {
		Extension extension = this.extensions.get(oid);
		if (extension == null) {
			return Optional.empty();
		}
		try {
			Optional<T> value = Optional.ofNullable(reader.apply(extension.getParsedValue()));
			if (value.isEmpty()) {
				this.unreadable.add(oid);
			}
			return value;
		}
		catch (RuntimeException | StackOverflowError ex) {
			this.unreadable.add(oid);
			return Optional.empty();
		}
	}

	private static boolean isStrict(byte[] der) {
		try {
			Der.read(der);
			return true;
		}
		catch (MalformedException ex) {
			return false;
		}
	}

	private static boolean repeatsAnExtension(byte[] der) {
		try {
			ASN1Sequence tbs = ASN1Sequence
				.getInstance(ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(der)).getObjectAt(0));
			ASN1TaggedObject last = ASN1TaggedObject.getInstance(tbs.getObjectAt(tbs.size() - 1));
			List<ASN1Encodable> oids = new ArrayList<>();
			for (ASN1Encodable extension : ASN1Sequence.getInstance(last, true)) {
				oids.add(ASN1Sequence.getInstance(extension).getObjectAt(0));
			}
			return oids.stream().distinct().count() < oids.size();
		}
		catch (IOException | RuntimeException | StackOverflowError ex) {
			return false;
		}
	}

	@Override
	public String toString() {
		return shownSubject();
	}

}
