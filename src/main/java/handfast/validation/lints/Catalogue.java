package handfast.validation.lints;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.LintSubject;
import handfast.validation.OcspSubject;
import handfast.x509.EncodedCrl;
import handfast.x509.MalformedException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.util.Encodable;
import org.jspecify.annotations.Nullable;

/**
 * All lints in the order of their numbers, and how they are run. What a lint can't read
 * becomes a finding, never an exception.
 */
public final class Catalogue {

	private static final List<EncodingLint> ENCODING = List.of(new L01Der(), new L02Version(),
			new L09RepeatedExtensions());

	private static final L03SignatureAlgorithms L03 = new L03SignatureAlgorithms();

	private static final L04AlgorithmIdentifiers L04 = new L04AlgorithmIdentifiers();

	private static final L06Issuer L06 = new L06Issuer();

	private static final L08TimeEncoding L08 = new L08TimeEncoding();

	private static final L35Root L35 = new L35Root();

	private static final L36Signature L36 = new L36Signature();

	private static final List<Lint> CERTIFICATE = List.of(L03, L04, new L05SerialNumber(), L06, new L07Validity(), L08,
			new L10UnknownCriticalExtensions(), new L11SubjectStrings(), new L12Country(), new L13PublicKey(),
			new L14WeakKey(), new L15AuthorityKeyIdentifier(), new L16SubjectKeyIdentifier(), new L17KeyUsage(),
			new L18NoCaKeyUsage(), new L19CaKeyUsage(), new L20CaBasicConstraints(), new L21BasicConstraints(),
			new L22ExtendedKeyUsage(), new L23CaExtendedKeyUsage(), new L24SubjectAlternativeName(), new L25DnsNames(),
			new L26Wildcards(), new L27Addresses(), new L28NameKinds(), new L29CommonName(), new L30NameConstraints(),
			new L31InsideNameConstraints(), new L32Pointers(), new L33RevocationSource(), new L34Policies(), L35, L36,
			new L39OcspSigner());

	private static final List<Lint> SIGNATURE = List.of(L03, L35, L36);

	private static final List<CrlLint> CRL = List.of(new L01Der(), L03, L04, L06, L08, L36, new L37Crl(),
			new L38CrlEntries());

	private static final L40OcspAnswer L40 = new L40OcspAnswer();

	private Catalogue() {
	}

	public static List<Finding> checkEncoding(byte[] der) {
		Encoded encoded;
		try {
			encoded = Encoded.of(der);
		}
		catch (RuntimeException ex) {
			return L01Der.UNREADABLE;
		}
		return gather(ENCODING, (lint) -> lint.check(encoded));
	}

	public static List<Finding> check(LintSubject subject) {
		List<Finding> findings = new ArrayList<>(checkEncoding(encoded(subject.certificate())));
		findings.addAll(check(CERTIFICATE, subject));
		return findings;
	}

	public static List<Finding> checkSignature(LintSubject subject) {
		return check(SIGNATURE, subject);
	}

	public static List<Finding> check(byte[] der, X509CertificateHolder issuer, @Nullable BigInteger previousNumber,
			@Nullable String distributionPoint) {
		CrlSpecimen specimen;
		try {
			specimen = new CrlSpecimen(EncodedCrl.of(der), issuer, previousNumber, distributionPoint);
		}
		catch (MalformedException ex) {
			return L01Der.UNREADABLE;
		}
		return gather(CRL, (lint) -> lint.check(specimen));
	}

	public static List<Finding> check(OcspSubject subject) {
		List<Finding> findings = new ArrayList<>(L01Der.checkWhole(encoded(subject.answer())));
		findings.addAll(gather(List.of(L40), (lint) -> lint.check(subject)));
		return findings;
	}

	private static List<Finding> check(List<Lint> lints, LintSubject subject) {
		Specimen specimen = new Specimen(subject);
		return gather(lints, (lint) -> lint.roles().contains(subject.role()) ? lint.check(specimen) : List.of());
	}

	private static <T> List<Finding> gather(List<T> lints, Function<T, List<Finding>> run) {
		List<Finding> findings = new ArrayList<>();
		for (T lint : lints) {
			try {
				findings.addAll(run.apply(lint));
			}
			catch (RuntimeException ex) {
				findings.add(Finding.of(Code.MALFORMED_CERTIFICATE,
						"has a part that can't be read (" + lint.getClass().getSimpleName().substring(0, 3) + ")"));
			}
		}
		return findings;
	}

	private static byte[] encoded(Encodable structure) {
		try {
			return structure.getEncoded();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
