package handfast.bundle;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import handfast.bundle.Inspection.Path;
import handfast.bundle.file.Contents;
import handfast.bundle.file.Contents.KeyEntry;
import handfast.validation.AnchorChecker;
import handfast.validation.Code;
import handfast.validation.Expiry;
import handfast.validation.Finding;
import handfast.validation.PathChecker;
import handfast.validation.PathQuery;
import handfast.validation.PathVerdict;
import handfast.validation.Severity;
import handfast.validation.Verdict;
import handfast.x509.CertificateSummary;
import handfast.x509.Fingerprint;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * Judges what was found in a file as a server would show it and a client see it.
 */
final class FileJudge {

	private static final int MOST_KEYS = 8;

	private final InspectionOrder order;

	private final List<byte[]> anchors;

	private final Instant at;

	private final List<Finding> findings = new ArrayList<>();

	private @Nullable Path path;

	FileJudge(InspectionOrder order, List<byte[]> anchors, Instant at) {
		this.order = order;
		this.anchors = anchors;
		this.at = at;
	}

	Inspection judge(Contents contents, List<Finding> ofName) {
		this.findings.addAll(contents.findings());
		this.findings.addAll(ofName);
		List<KeyEntry> entries = contents.entries();
		if (entries.size() > 1) {
			this.findings.add(Finding.of(Code.KEYS_SEVERAL, "The file holds " + entries.size() + " private keys"));
		}
		entries.stream().limit(MOST_KEYS).forEach(this::judge);
		if (entries.isEmpty()) {
			judgeWithoutKey(contents);
		}
		this.findings.addAll(AnchorChecker.check(contents.trusted(), this.at));
		List<Finding> sorted = Verdict.sorted(this.findings);
		return new Inspection(Verdict.of(sorted), sorted, this.path, summaries(contents));
	}

	private void judge(KeyEntry entry) {
		List<byte[]> chain = entry.chain();
		if (chain.isEmpty()) {
			this.findings.add(Finding.of(Code.CHAIN_MISSING, "The private key has no certificate"));
			return;
		}
		int leaf = indexOf(chain, entry);
		if (leaf < 0) {
			leaf = likeliestLeaf(chain);
			// Of a key that can't be read nothing more is known than that.
			if (entry.key().publicKey().isPresent()) {
				this.findings.add(Finding.of(Code.KEY_MISMATCH, "The private key belongs to none of the certificates: "
						+ CertificateSummary.of(chain.get(leaf)).subject() + " has another"));
			}
		}
		judge(chain, leaf, entry.ordered(), true);
	}

	private void judgeWithoutKey(Contents contents) {
		List<byte[]> certificates = contents.certificates();
		if (certificates.isEmpty()) {
			if (contents.isEmpty() && Verdict.of(this.findings) != Verdict.FAILED) {
				this.findings
					.add(Finding.of(Code.CHAIN_MISSING, "The file holds neither a certificate nor a private key"));
			}
			return;
		}
		if (certificates.stream().allMatch(FileJudge::isRoot)) {
			this.findings.addAll(AnchorChecker.check(certificates, this.at));
			return;
		}
		judge(certificates, likeliestLeaf(certificates), true, false);
	}

	private void judge(List<byte[]> chain, int leaf, boolean ordered, boolean withKey) {
		boolean late = ordered && leaf > 0;
		if (late) {
			this.findings.add(new Finding(Code.WRONG_CHAIN_ORDER, Severity.ERROR,
					"The leaf " + CertificateSummary.of(chain.get(leaf)).subject() + " is certificate " + (leaf + 1)
							+ " of the file; a server shows the first one as its own",
					Code.WRONG_CHAIN_ORDER.fix(), null));
		}
		List<byte[]> leafFirst = new ArrayList<>(chain);
		leafFirst.addFirst(leafFirst.remove(leaf));
		PathVerdict verdict = PathChecker.check(new PathQuery(leafFirst, this.anchors, this.at, this.order.serverName(),
				purpose(leafFirst.getFirst(), withKey), null));
		verdict.findings()
			.stream()
			.filter((finding) -> !late || finding.code() != Code.WRONG_CHAIN_ORDER)
			.forEach(this.findings::add);
		CertificateSummary summary = CertificateSummary.of(leafFirst.getFirst());
		Expiry.soon(summary.notBefore(), summary.notAfter(), this.at).ifPresent(this.findings::add);
		leafFirst.stream().skip(1).filter(FileJudge::isRoot).forEach((root) -> {
			this.findings.add(Finding.of(Code.ROOT_INCLUDED,
					"The file brings the root " + CertificateSummary.of(root).subject() + " along"));
		});
		if (this.path == null || this.path.trusted()) {
			this.path = new Path(verdict.trusted(), verdict.anchor());
		}
	}

	private static int indexOf(List<byte[]> chain, KeyEntry entry) {
		for (int i = 0; i < chain.size(); i++) {
			if (read(chain.get(i)).filter((one) -> entry.key().belongsTo(one.getSubjectPublicKeyInfo())).isPresent()) {
				return i;
			}
		}
		return -1;
	}

	// The first that is no CA's; of CAs, or of what can't be read, the first.
	private static int likeliestLeaf(List<byte[]> chain) {
		for (int i = 0; i < chain.size(); i++) {
			if (read(chain.get(i)).filter((one) -> !isCa(one)).isPresent()) {
				return i;
			}
		}
		return 0;
	}

	/**
	 * What the leaf is for: a server, unless it is for clients alone; a CA's own
	 * certificate by itself is judged as such.
	 */
	private @Nullable String purpose(byte[] leaf, boolean withKey) {
		String server = KeyPurposeId.id_kp_serverAuth.getId();
		if (this.order.serverName() != null) {
			return server;
		}
		X509CertificateHolder certificate = read(leaf).orElse(null);
		if (certificate == null) {
			return server;
		}
		if (isCa(certificate) && !withKey) {
			return null;
		}
		ExtendedKeyUsage usage = usage(certificate);
		boolean clientAlone = usage != null && usage.hasKeyPurposeId(KeyPurposeId.id_kp_clientAuth)
				&& !usage.hasKeyPurposeId(KeyPurposeId.id_kp_serverAuth);
		return clientAlone ? KeyPurposeId.id_kp_clientAuth.getId() : server;
	}

	private static @Nullable ExtendedKeyUsage usage(X509CertificateHolder certificate) {
		try {
			return ExtendedKeyUsage.fromExtensions(certificate.getExtensions());
		}
		// The checker tells of an extension that can't be read.
		catch (RuntimeException ex) {
			return null;
		}
	}

	private static boolean isRoot(byte[] der) {
		return read(der).filter((one) -> one.getSubject().equals(one.getIssuer()) && isCaOrOld(one)).isPresent();
	}

	private static boolean isCaOrOld(X509CertificateHolder certificate) {
		return certificate.getVersionNumber() < 3 || isCa(certificate);
	}

	private static boolean isCa(X509CertificateHolder certificate) {
		try {
			BasicConstraints constraints = BasicConstraints.fromExtensions(certificate.getExtensions());
			return constraints != null && constraints.isCA();
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	private static Optional<X509CertificateHolder> read(byte[] der) {
		try {
			return Optional.of(new X509CertificateHolder(der));
		}
		// The library throws what it likes on bytes of a stranger.
		catch (IOException | RuntimeException ex) {
			return Optional.empty();
		}
	}

	private static List<CertificateSummary> summaries(Contents contents) {
		Map<Fingerprint, byte[]> all = new LinkedHashMap<>();
		Stream
			.of(contents.entries().stream().flatMap((entry) -> entry.chain().stream()),
					contents.certificates().stream(), contents.trusted().stream())
			.flatMap((ders) -> ders)
			.forEach((der) -> all.putIfAbsent(Fingerprint.of(der), der));
		return CertificateSummary.of(List.copyOf(all.values()));
	}

}
