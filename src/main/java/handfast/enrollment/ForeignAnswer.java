package handfast.enrollment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import handfast.certificate.ForeignCertificate;
import handfast.key.SubjectKey;
import handfast.problem.ProblemType;
import handfast.validation.Code;
import handfast.validation.Violation;
import handfast.x509.DistinguishedName;
import handfast.x509.Fingerprint;
import handfast.x509.MalformedException;
import handfast.x509.ObservedName;
import handfast.x509.Pem;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * What another CA answered: a leaf and its chain, kept as they are, and the anchors to
 * trust it by.
 *
 * @param chain above the leaf, without self-signed ones
 * @param anchors as brought along; else the self-signed certificates of the answer
 */
record ForeignAnswer(X509CertificateHolder leaf, byte[] leafDer, List<byte[]> chain, List<byte[]> anchors) {

	private static final int MAXIMUM_CERTIFICATES = 20;

	// As many as a report shows.
	private static final int MOST_NAMES = 200;

	static ForeignAnswer read(String pem, @Nullable String trust) {
		List<byte[]> blocks = certificates("/pem", pem);
		List<byte[]> anchors = new ArrayList<>();
		if (trust != null) {
			anchors.addAll(certificates("/trust", trust));
		}
		List<byte[]> chain = new ArrayList<>();
		for (byte[] der : blocks.subList(1, blocks.size())) {
			X509CertificateHolder holder = holder("/pem", der);
			if (!holder.getSubject().equals(holder.getIssuer())) {
				chain.add(der);
			}
			else if (trust == null) {
				anchors.add(der);
			}
		}
		return new ForeignAnswer(holder("/pem", blocks.getFirst()), blocks.getFirst(), chain, anchors);
	}

	boolean isFor(SubjectKey key) {
		return this.leaf.getSubjectPublicKeyInfo().equals(key.publicKey());
	}

	ForeignCertificate toCertificate(UUID id, UUID owner, SubjectKey key) {
		try {
			return new ForeignCertificate(id, this.leafDer, this.chain, this.leaf.getIssuer().getEncoded(),
					this.leaf.getSerialNumber().toByteArray(), owner, names(),
					DistinguishedName.rfc4514(this.leaf.getSubject()), DistinguishedName.rfc4514(this.leaf.getIssuer()),
					this.leaf.getNotBefore().toInstant(), this.leaf.getNotAfter().toInstant(), key.algorithm().label(),
					key.id(), Fingerprint.of(key.publicKey().getEncoded()).bytes());
		}
		// The library throws what it likes on a stranger's times and names (security
		// §3.6).
		catch (IOException | RuntimeException ex) {
			throw unreadable("/pem");
		}
	}

	private List<ObservedName> names() {
		try {
			GeneralNames names = GeneralNames.fromExtensions(this.leaf.getExtensions(),
					Extension.subjectAlternativeName);
			return (names != null) ? Arrays.stream(names.getNames()).limit(MOST_NAMES).map(ObservedName::from).toList()
					: List.of();
		}
		catch (RuntimeException ex) {
			// A SAN that can't be read is kept in the DER, and found wanting by the
			// self-test.
			return List.of();
		}
	}

	private static List<byte[]> certificates(String field, String text) {
		try {
			List<byte[]> certificates = Pem.read(text)
				.stream()
				.filter((block) -> block.label().equals("CERTIFICATE"))
				.map(Pem.Block::der)
				.toList();
			if (certificates.isEmpty() || certificates.size() > MAXIMUM_CERTIFICATES) {
				throw refused(field, Code.PEM_MALFORMED, "There must be 1 to " + MAXIMUM_CERTIFICATES
						+ " CERTIFICATE blocks here, and there are " + certificates.size() + ".");
			}
			return certificates;
		}
		catch (MalformedException ex) {
			throw refused(field, Code.of(ex.code()), ex.getMessage());
		}
	}

	private static X509CertificateHolder holder(String field, byte[] der) {
		try {
			return new X509CertificateHolder(der);
		}
		catch (IOException | RuntimeException ex) {
			throw unreadable(field);
		}
	}

	private static RuntimeException unreadable(String field) {
		return refused(field, Code.MALFORMED_CERTIFICATE,
				"A block here is no certificate: paste what the CA sent, whole.");
	}

	private static RuntimeException refused(String field, Code code, String message) {
		return ProblemType.INVALID_REQUEST.because(message)
			.with("violations", List.of(new Violation(field, code, message)));
	}

}
