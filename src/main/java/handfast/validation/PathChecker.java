package handfast.validation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import handfast.x509.DistinguishedName;
import handfast.x509.Fingerprint;
import handfast.x509.MalformedException;
import handfast.x509.Text;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * The strict path checker of security §8: RFC 5280 §6.1 and RFC 9525, on the chain as
 * sent and, where that fails, rebuilt from the same certificates and the anchors. Says
 * everything that is wrong, not the first thing alone. Takes any bytes, looks at the
 * first 32 certificates and checks at most 64 signatures.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-6.1 RFC 5280 §6.1
 */
public final class PathChecker {

	private static final int MOST_CERTIFICATES = 32;

	private static final int MOST_SIGNATURES = 64;

	private static final int MOST_PATHS = 8;

	private final PathQuery query;

	private final PathSignatures signatures = new PathSignatures(MOST_SIGNATURES);

	private final List<Finding> findings = new ArrayList<>();

	private PathChecker(PathQuery query) {
		this.query = query;
	}

	public static PathVerdict check(PathQuery query) {
		return new PathChecker(query).judge();
	}

	private PathVerdict judge() {
		List<PathCertificate> sent = readSent();
		if (sent.isEmpty()) {
			return verdict(false, this.query.chain(), null);
		}
		PathBuilder builder = new PathBuilder(sent, readAnchors(), this.signatures, this.query.rehearsalKey());
		requireRehearsalSignature(sent.getFirst());
		List<PathCertificate> asSent = builder.asSent(sent);
		List<Finding> ofAsSent = asSent.isEmpty() ? List.of() : PathRules.check(asSent, true, this.query);
		if (!asSent.isEmpty() && !hasError(ofAsSent)) {
			return complete(asSent, ofAsSent);
		}
		Map<List<PathCertificate>, List<Finding>> paths = new LinkedHashMap<>();
		builder.search(sent.getFirst(), (path) -> {
			List<Finding> ofPath = PathRules.check(path, true, this.query);
			paths.put(path, ofPath);
			return !hasError(ofPath) || paths.size() >= MOST_PATHS;
		});
		if (paths.isEmpty()) {
			return incomplete(sent, builder);
		}
		Map.Entry<List<PathCertificate>, List<Finding>> best = paths.entrySet()
			.stream()
			.filter((path) -> !hasError(path.getValue()))
			.findFirst()
			.orElse(asSent.isEmpty() ? paths.entrySet().iterator().next() : Map.entry(asSent, ofAsSent));
		tellOrder(sent, best.getKey());
		return complete(best.getKey(), best.getValue());
	}

	private PathVerdict complete(List<PathCertificate> path, List<Finding> ofPath) {
		this.findings.addAll(ofPath);
		return verdict(!hasError(this.findings), path.stream().map(PathCertificate::der).toList(),
				Text.printable(DistinguishedName.rfc4514(path.getLast().subject())));
	}

	private PathVerdict incomplete(List<PathCertificate> sent, PathBuilder builder) {
		List<PathCertificate> path = builder.furthest();
		Finding end = PathEnd.explain(path, builder, this.signatures);
		this.findings.add(end);
		this.findings.addAll(PathRules.check(path, false, this.query));
		// Where a signature is wrong, the certificates behind it are needed all the same.
		if (end.code() != Code.BAD_SIGNATURE) {
			tellOrder(sent, path);
		}
		return verdict(false, this.query.chain(), null);
	}

	private PathVerdict verdict(boolean trusted, List<byte[]> path, @Nullable String anchor) {
		return new PathVerdict(trusted, List.copyOf(path), anchor, Causes.sorted(this.findings));
	}

	private void requireRehearsalSignature(PathCertificate leaf) {
		SubjectPublicKeyInfo key = this.query.rehearsalKey();
		if (key != null && !this.signatures.verifies(leaf, key)) {
			this.findings.add(Finding.of(Code.BAD_SIGNATURE,
					leaf.shownSubject() + " has a signature that does not verify under the rehearsal key"));
		}
	}

	/**
	 * The certificates sent that can be read, each once; none at all where the leaf
	 * can't.
	 */
	private List<PathCertificate> readSent() {
		List<byte[]> chain = this.query.chain();
		Map<Fingerprint, PathCertificate> sent = new LinkedHashMap<>();
		for (int i = 0; i < Math.min(chain.size(), MOST_CERTIFICATES); i++) {
			PathCertificate certificate = readSent(chain.get(i), i);
			if (certificate == null && i == 0) {
				return List.of();
			}
			if (certificate != null && sent.putIfAbsent(certificate.fingerprint(), certificate) != null) {
				this.findings.add(Finding.of(Code.EXTRA_CERTIFICATE, certificate.shownSubject() + " is sent twice"));
			}
		}
		if (chain.isEmpty()) {
			this.findings.add(Finding.of(Code.MALFORMED_CERTIFICATE, "There is no certificate at all"));
		}
		if (chain.size() > MOST_CERTIFICATES) {
			this.findings.add(Finding.of(Code.EXTRA_CERTIFICATE,
					chain.size() + " certificates are sent; the first " + MOST_CERTIFICATES + " were looked at"));
		}
		return List.copyOf(sent.values());
	}

	private @Nullable PathCertificate readSent(byte[] der, int index) {
		try {
			return PathCertificate.read(der);
		}
		catch (MalformedException ex) {
			Code code = Code.of(ex.code());
			String cause = ((index == 0) ? "The server's certificate "
					: "Certificate " + (index + 1) + " of the chain ") + ex.getMessage();
			// Whether the path needs a later one shows when it is built without it.
			this.findings
				.add(new Finding(code, (index == 0) ? Severity.ERROR : Severity.WARNING, cause, code.fix(), null));
			return null;
		}
	}

	private List<PathCertificate> readAnchors() {
		List<PathCertificate> anchors = new ArrayList<>();
		for (byte[] der : this.query.anchors()) {
			try {
				anchors.add(PathCertificate.read(der));
			}
			catch (MalformedException ex) {
				Code code = Code.of(ex.code());
				this.findings
					.add(new Finding(code, Severity.WARNING, "A trust anchor " + ex.getMessage(), code.fix(), null));
			}
		}
		return anchors;
	}

	/**
	 * RFC 8446 and 9846 §4.4.2 let servers send any order, TLS 1.2 does not.
	 */
	private void tellOrder(List<PathCertificate> sent, List<PathCertificate> path) {
		List<Integer> places = path.stream().map(sent::indexOf).filter((place) -> place >= 0).toList();
		if (!places.equals(places.stream().sorted().toList())) {
			this.findings.add(Finding.of(Code.WRONG_CHAIN_ORDER, "The chain is sent in the order " + shown(sent)
					+ "; each must be followed by its issuer: " + shown(path)));
		}
		List<PathCertificate> extra = sent.stream()
			.filter((certificate) -> path.stream().noneMatch((needed) -> isAlike(needed, certificate)))
			.toList();
		if (!extra.isEmpty()) {
			this.findings.add(Finding.of(Code.EXTRA_CERTIFICATE, shown(extra) + " is sent along without need"));
		}
	}

	// A root that is sent in another certificate than the anchor's is nothing to mend.
	private static boolean isAlike(PathCertificate needed, PathCertificate sent) {
		return needed.fingerprint().equals(sent.fingerprint())
				|| (needed.subject().equals(sent.subject()) && needed.publicKey().equals(sent.publicKey()));
	}

	private static String shown(Collection<PathCertificate> certificates) {
		String first = String.join(", then ",
				certificates.stream().limit(4).map(PathCertificate::shownSubject).toList());
		return (certificates.size() > 4) ? first + " and " + (certificates.size() - 4) + " more" : first;
	}

	private static boolean hasError(List<Finding> findings) {
		return findings.stream().anyMatch((finding) -> finding.severity() == Severity.ERROR);
	}

	/**
	 * Which findings are causes and which are consequences.
	 */
	private static final class Causes {

		private static final List<Code> FIRST = List.of(Code.MALFORMED_CERTIFICATE, Code.EXTENSION_REPEATED,
				Code.NOT_DER, Code.SELF_SIGNED, Code.INCOMPLETE_CHAIN, Code.UNTRUSTED_ROOT, Code.BAD_SIGNATURE,
				Code.EXPIRED, Code.NOT_YET_VALID, Code.MISSING_SAN, Code.NAME_MISMATCH, Code.ISSUER_NOT_CA,
				Code.PATH_TOO_LONG, Code.NAME_CONSTRAINT_VIOLATED, Code.WRONG_EXTENDED_KEY_USAGE, Code.WRONG_KEY_USAGE,
				Code.WEAK_KEY, Code.WEAK_SIGNATURE, Code.SHA1_CHAIN);

		private static final Comparator<Finding> ORDER = Comparator.comparing(Finding::severity)
			.thenComparing((finding) -> FIRST.contains(finding.code()) ? FIRST.indexOf(finding.code()) : FIRST.size());

		private Causes() {
		}

		static List<Finding> sorted(List<Finding> findings) {
			return findings.stream().distinct().sorted(ORDER).toList();
		}

	}

}
